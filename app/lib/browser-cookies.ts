// Cookies that server and browser both read: what the first paint depends on.

export const themeCookie = 'baton-theme';
/** Width of the side bar: `wide` or `slim`. */
export const sideCookie = 'baton-side';

export type Theme = 'system' | 'light' | 'dark';

export function asTheme(text: string | undefined): Theme {
  return text === 'light' || text === 'dark' ? text : 'system';
}
