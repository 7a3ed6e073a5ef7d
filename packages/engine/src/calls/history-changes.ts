// Waiting for a run to move: hints wake, and a look now and then is the backstop.
import type { RunId } from '@baton/core';
import type { Storage } from '../storage.ts';

export interface HistoryChanges {
  /** Before a look: what moves from here on may be missed by it. */
  begin(): void;
  /** Resolves when this run may have moved since `begin`, or the time is over. */
  next(wait: { readonly runId: RunId; readonly atMostMs: number }): Promise<void>;
  stop(): void;
}

/** Listening starts before the first look, so that an end between look and wait is noticed. */
export function listenToHistory(storage: Storage): HistoryChanges {
  const moved = new Set<RunId>();
  let waiter: { readonly runId: RunId; readonly wake: () => void } | null = null;
  const stop = storage.onHint((hint) => {
    if (hint.kind !== 'history') return;
    if (waiter === null) for (const runId of hint.runs) moved.add(runId);
    else if (hint.runs.includes(waiter.runId)) waiter.wake();
  });
  return {
    stop,
    begin: () => moved.clear(),
    next: async ({ runId, atMostMs }) => {
      if (moved.has(runId)) return;
      await new Promise<void>((wake) => {
        const timer = setTimeout(wake, atMostMs);
        waiter = {
          runId,
          wake: () => {
            clearTimeout(timer);
            wake();
          },
        };
      });
      waiter = null;
    },
  };
}
