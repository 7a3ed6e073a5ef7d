// Wake-ups: to this process at once, to others at most once in 5 ms. Nothing is lost with a hint but time: everybody polls.
import { randomUUID } from 'node:crypto';
import type { RunId } from '@baton/core';
import type { Hint } from '@baton/engine';
import { allShards } from '../shards.ts';
import { openChannel } from './channel.ts';
import { hintsOf, makePendingHints, type HintMessage } from './pending.ts';

export interface Hints {
  tell(hint: Hint): void;
  on(listener: (hint: Hint) => void): () => void;
  /** Asks for hints of kind `history` about these runs also when so much happens that runs are not named any more. */
  follow(runIds: readonly RunId[]): () => void;
  close(): Promise<void>;
}

const everyMs = 5;

export function makeHints(databaseUrl: string, onError: (error: Error) => void): Hints {
  const self = randomUUID().slice(0, 8);
  const listeners = new Set<(hint: Hint) => void>();
  const followed = new Map<RunId, number>();
  const pending = makePendingHints(self);
  let timer: NodeJS.Timeout | null = null;
  let sending = false;
  let closed = false;

  const deliver = (hint: Hint): void => {
    for (const listener of listeners) {
      try {
        listener(hint);
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
      }
    }
  };

  const channel = openChannel({
    databaseUrl,
    onError,
    onText(text) {
      const message = JSON.parse(text) as HintMessage;
      if (message.from === self) return;
      for (const hint of hintsOf(message, followed.keys())) deliver(hint);
    },
    onConnected(queues) {
      deliver({ kind: 'inbox', shards: allShards });
      if (queues.length > 0) {
        deliver({ kind: 'queue', queues });
        deliver({ kind: 'session', queues });
      }
      if (followed.size > 0) deliver({ kind: 'history', runs: [...followed.keys()] });
    },
  });

  const send = async (): Promise<void> => {
    timer = null;
    if (sending) return schedule();
    sending = true;
    try {
      const texts = pending.take().map((message) => JSON.stringify(message));
      if (texts.length > 0) await channel.send(texts);
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    } finally {
      sending = false;
    }
  };

  const schedule = (): void => {
    if (!closed) timer ??= setTimeout(() => void send(), everyMs);
  };

  return {
    tell(hint) {
      pending.add(hint);
      schedule();
      // Not in the middle of the caller's work.
      queueMicrotask(() => deliver(hint));
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    follow(runIds) {
      for (const runId of runIds) followed.set(runId, (followed.get(runId) ?? 0) + 1);
      return () => {
        for (const runId of runIds) {
          const left = (followed.get(runId) ?? 1) - 1;
          if (left > 0) followed.set(runId, left);
          else followed.delete(runId);
        }
      };
    },
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      listeners.clear();
      await channel.close();
    },
  };
}
