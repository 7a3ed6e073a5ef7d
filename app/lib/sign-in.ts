'use client';
// Signing in and out goes through the auth library's own routes, not tRPC: they set and clear the cookie.

const headers = { 'content-type': 'application/json', 'x-baton-csrf': '1' };

export type SignInAnswer = { readonly ok: true } | { readonly ok: false; readonly message: string };

const words = {
  wrong: 'E-mail or password is wrong.',
  tooMany: 'Too many tries. Wait a minute, then try again.',
  unreachable: 'The server could not be reached. Try again.',
} as const;

export async function signIn(email: string, password: string): Promise<SignInAnswer> {
  try {
    const answer = await fetch('/api/auth/sign-in/email', {
      method: 'POST',
      headers,
      body: JSON.stringify({ email, password }),
    });
    if (answer.ok) return { ok: true };
    if (answer.status === 429) return { ok: false, message: words.tooMany };
    return { ok: false, message: answer.status >= 500 ? words.unreachable : words.wrong };
  } catch {
    return { ok: false, message: words.unreachable };
  }
}

/** Signs out and leaves for the sign-in page, also if the server could not be reached. */
export async function signOut(): Promise<void> {
  await fetch('/api/auth/sign-out', { method: 'POST', headers, body: '{}' }).catch(() => null);
  window.location.assign('/sign-in');
}
