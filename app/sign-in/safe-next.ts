/** Where to go after signing in: a path of ours, never another site's address. */
export function safeNext(next: string | null): string {
  if (next === null || !/^\/(?![/\\])/.test(next)) return '/';
  // The browser's own reading decides: it drops tabs and turns backslashes round.
  const here = 'http://baton.invalid';
  return URL.canParse(next, here) && new URL(next, here).origin === here ? next : '/';
}
