// Lets closed runs leave, in the background. Every web process does; they share the work by shards, and a batch is one transaction, so a process may
// die at any place.
//
// asleep: until a look each minute.  sweeping: batch after batch until no shard is due, with a rest after each that is three times as long as the batch
// was: so it takes a quarter of one connection at most, and less where the database is slow.
import type { PostgresStorage } from '@baton/postgres';

export interface RetentionRunner {
  /** Resolves when the batch that it is at has ended. */
  stop(): Promise<void>;
}

export interface RetentionRunnerOptions {
  readonly retention: PostgresStorage['retention'];
  readonly failed: (error: unknown) => void;
  /** Also the wait before the first look: a process that has just started has other things to do. */
  readonly lookMs?: number;
}

const LOOK_MS = 60_000;
/** Of the time of a batch. */
const REST = 3;
const SHORTEST_REST_MS = 20;

export function startRetentionRunner(options: RetentionRunnerOptions): RetentionRunner {
  const { retention, failed, lookMs = LOOK_MS } = options;
  let stopped = false;
  let sweeping: Promise<void> | null = null;
  let endRest: () => void = () => undefined;

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const isStopped = (): boolean => stopped;

  const sweep = async (): Promise<void> => {
    try {
      while (!isStopped()) {
        const beganMs = performance.now();
        if ((await retention.sweep()) === null || isStopped()) break;
        await rest(Math.max(SHORTEST_REST_MS, REST * (performance.now() - beganMs)));
      }
    } catch (error) {
      failed(error);
    }
    sweeping = null;
  };
  const timer = setInterval(() => {
    sweeping ??= sweep();
  }, lookMs);
  timer.unref();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      endRest();
      await sweeping;
    },
  };
}
