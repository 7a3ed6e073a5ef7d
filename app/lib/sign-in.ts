'use client';
// Signing in and out goes through the auth library's own routes, not tRPC: they set and clear the cookie.

const headers = { 'content-type': 'application/json', 'x-baton-csrf': '1' };

export type SignInAnswer = { readonly ok: true } | { readonly ok: false; readonly message: string };

const words = {
  wrong: 'E-mail or password is wrong.',
  wrongPassword: 'The current password is wrong, or the new one is too short.',
  tooMany: 'Too many tries. Wait a minute, then try again.',
  unreachable: 'The server could not be reached. Try again.',
} as const;

export function signIn(email: string, password: string): Promise<SignInAnswer> {
  return post('/api/auth/sign-in/email', { email, password }, words.wrong);
}

/** Other logins of the person end. */
export function changePassword(currentPassword: string, newPassword: string): Promise<SignInAnswer> {
  const body = { currentPassword, newPassword, revokeOtherSessions: true };
  return post('/api/auth/change-password', body, words.wrongPassword);
}

/** Signs out and leaves for the sign-in page, also if the server could not be reached. */
export async function signOut(): Promise<void> {
  await post('/api/auth/sign-out', {}, words.unreachable);
  window.location.assign('/sign-in');
}

async function post(path: string, body: object, refused: string): Promise<SignInAnswer> {
  try {
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (answer.ok) return { ok: true };
    if (answer.status === 429) return { ok: false, message: words.tooMany };
    return { ok: false, message: answer.status >= 500 ? words.unreachable : refused };
  } catch {
    return { ok: false, message: words.unreachable };
  }
}
