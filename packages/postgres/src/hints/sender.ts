// Sends hints to other processes, at most one message in 5 ms: the first at once, those that come within that time merged after it. At once, too,
// where somebody waits for the answer.
import type { Hint } from '@baton/engine';
import type { Channel } from './channel.ts';
import { makePendingHints } from './pending.ts';

export interface Sender {
  add(hint: Hint): void;
  stop(): void;
}

const everyMs = 5;

export function makeSender(from: string, channel: Channel, onError: (error: unknown) => void): Sender {
  const pending = makePendingHints(from);
  let timer: NodeJS.Timeout | null = null;
  let sending = false;
  let stopped = false;
  let sentAtMs = -Infinity;

  const now = (): void => {
    if (stopped) return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void send(), 0);
  };

  const schedule = (): void => {
    if (stopped || timer !== null) return;
    timer = setTimeout(() => void send(), Math.max(0, sentAtMs + everyMs - performance.now()));
  };

  const send = async (): Promise<void> => {
    timer = null;
    if (sending) {
      schedule();
      return;
    }
    sending = true;
    sentAtMs = performance.now();
    try {
      const texts = pending.take().map((message) => JSON.stringify(message));
      if (texts.length > 0) await channel.send(texts);
    } catch (error) {
      onError(error);
    } finally {
      sending = false;
    }
  };

  return {
    add(hint) {
      pending.add(hint);
      if (hint.kind === 'question' || hint.kind === 'answer') now();
      else schedule();
    },
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
