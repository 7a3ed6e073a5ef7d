// Wake-ups: to this process at once, to others at most once in 5 ms. Nothing is lost with a hint but time: everybody polls.
import { randomUUID } from 'node:crypto';
import type { RunId } from '@baton/core';
import type { Hint } from '@baton/engine';
import { allShards } from '../shards.ts';
import { openChannel } from './channel.ts';
import { makeFollows } from './follows.ts';
import { hintsOf, type HintMessage } from './pending.ts';
import { makeSender } from './sender.ts';

type Listener = (hint: Hint) => void;

export interface Hints {
  tell(hint: Hint): void;
  on(listener: Listener): () => void;
  /** Asks for hints of kind `history` about these runs also when so much happens that runs are not named any more. */
  follow(runIds: readonly RunId[]): () => void;
  close(): Promise<void>;
}

export function makeHints(databaseUrl: string, onError: (error: Error) => void): Hints {
  const self = randomUUID().slice(0, 8);
  const listeners = new Set<Listener>();
  const follows = makeFollows();
  const report = (error: unknown): void => {
    onError(error instanceof Error ? error : new Error(String(error)));
  };

  const deliver = (hint: Hint): void => {
    for (const listener of listeners) {
      try {
        listener(hint);
      } catch (error) {
        report(error);
      }
    }
  };

  const channel = openChannel({
    databaseUrl,
    onError,
    onText(text) {
      const message = JSON.parse(text) as HintMessage;
      if (message.from === self) return;
      for (const hint of hintsOf(message, follows.runs())) deliver(hint);
    },
    onConnected(queues) {
      for (const hint of everything(queues, [...follows.runs()])) deliver(hint);
    },
  });
  const sender = makeSender(self, channel, report);

  return {
    tell(hint) {
      sender.add(hint);
      // Not in the middle of the caller's work.
      queueMicrotask(() => deliver(hint.kind === 'inbox' ? { ...hint, isOwn: true } : hint));
    },
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    follow: (runIds) => follows.follow(runIds),
    async close() {
      sender.stop();
      listeners.clear();
      await channel.close();
    },
  };
}

/** After a connection was made: whatever happened before was missed. */
function everything(queues: readonly string[], runs: readonly RunId[]): readonly Hint[] {
  const hints: Hint[] = [
    { kind: 'inbox', shards: allShards },
    { kind: 'question', shards: allShards },
    { kind: 'schedule' },
  ];
  if (queues.length > 0) hints.push({ kind: 'queue', queues }, { kind: 'session', queues });
  if (runs.length > 0) hints.push({ kind: 'history', runs });
  return hints;
}
