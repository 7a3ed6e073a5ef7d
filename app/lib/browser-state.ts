'use client';
// What this browser remembers: cookies where the server needs it for the first paint (theme, width of the side bar), local storage for the rest.
import { useSyncExternalStore } from 'react';

import { asTheme, sideCookie, type Theme, themeCookie } from './browser-cookies.ts';

const YEAR_S = 31_536_000;

const listeners = new Set<() => void>();
function listen(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}
function changed(): void {
  for (const listener of listeners) listener();
}

function writeCookie(name: string, value: string): void {
  document.cookie = `${name}=${value}; path=/; max-age=${String(YEAR_S)}; samesite=lax`;
}

export function setTheme(theme: Theme): void {
  writeCookie(themeCookie, theme);
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  changed();
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    listen,
    () => asTheme(document.documentElement.dataset['theme']),
    () => 'system',
  );
}

export function setSideSlim(slim: boolean): void {
  writeCookie(sideCookie, slim ? 'slim' : 'wide');
  document.documentElement.dataset['side'] = slim ? 'slim' : 'wide';
  changed();
}

export function isSideSlim(): boolean {
  return document.documentElement.dataset['side'] === 'slim';
}

export function useSideSlim(): boolean {
  return useSyncExternalStore(listen, isSideSlim, () => false);
}

const PREFIX = 'baton.';

/** A remembered text, null if there is none (and while rendered on the server). */
export function useStored(key: string): string | null {
  return useSyncExternalStore(
    listen,
    () => readStored(key),
    () => null,
  );
}

export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/** Null forgets it. A full or forbidden storage is no error: nothing depends on it. */
export function writeStored(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, value);
  } catch {
    return;
  }
  changed();
}
