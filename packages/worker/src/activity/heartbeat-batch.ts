// All heartbeats of a process go in few statements: at once when nothing is on its way, and else together, when the last statement is back.
//
// idle → sending → resting (for GAP_MS from the begin of the last statement) → sending what has come meanwhile, or idle.
import type { HeartbeatAnswer, HeartbeatRequest, Scheduler, Storage } from '@baton/engine';

interface Waiting {
  readonly request: HeartbeatRequest;
  readonly resolve: (answer: HeartbeatAnswer) => void;
  readonly reject: (error: unknown) => void;
}

const LARGEST_BATCH = 500;
/** A thousand activities that beat once a second are a statement for ten of them, not a thousand statements a second. */
const GAP_MS = 10;

export function createHeartbeatBatch(
  storage: Pick<Storage, 'heartbeat'>,
  scheduler: Scheduler,
): (request: HeartbeatRequest) => Promise<HeartbeatAnswer> {
  const waiting: Waiting[] = [];
  let busy = false;

  async function flush(): Promise<void> {
    const rested = new Promise<void>((resolve) => scheduler.after(GAP_MS, resolve));
    await Promise.all([send(waiting.splice(0, LARGEST_BATCH)), rested]);
    if (waiting.length > 0) void flush();
    else busy = false;
  }

  async function send(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await storage.heartbeat(batch.map(({ request }) => request));
      batch.forEach(({ resolve, reject }, index) => {
        const answer = answers[index];
        if (answer === undefined) reject(new TypeError('A heartbeat was not answered'));
        else resolve(answer);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ request, resolve, reject });
      if (busy) return;
      busy = true;
      scheduler.soon(() => void flush());
    });
}
