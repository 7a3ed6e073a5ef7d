'use client';
// The server's clock, as seen from here. The live stream tells it; ages and countdowns never use the local clock alone.
import { useSyncExternalStore } from 'react';

let offsetMs = 0;
let ticker: ReturnType<typeof setInterval> | null = null;
let secondMs = 0;
const listeners = new Set<() => void>();

/** Takes the server's time as just heard. */
export function hearServerNow(serverNowMs: number): void {
  offsetMs = serverNowMs - Date.now();
  tick();
}

/** Milliseconds since 1970 by the server's clock. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

function tick(): void {
  secondMs = Math.floor(serverNow() / 1000) * 1000;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  if (ticker === null) {
    ticker = setInterval(tick, 1000);
    secondMs = Math.floor(serverNow() / 1000) * 1000;
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || ticker === null) return;
    clearInterval(ticker);
    ticker = null;
  };
}

/**
 * The server's time, in whole steps of `stepMs` (at least a second); draws again once a step. One timer serves all.
 * 0 while rendered on the server.
 */
export function useNow(stepMs = 1000): number {
  return useSyncExternalStore(
    listen,
    () => {
      const nowMs = secondMs === 0 ? serverNow() : secondMs;
      return Math.floor(nowMs / stepMs) * stepMs;
    },
    () => 0,
  );
}
