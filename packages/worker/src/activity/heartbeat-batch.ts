// All heartbeats of a process that come in one turn of the event loop are one statement.
import type { HeartbeatAnswer, HeartbeatRequest, Scheduler, Storage } from '@baton/engine';

interface Waiting {
  readonly request: HeartbeatRequest;
  readonly resolve: (answer: HeartbeatAnswer) => void;
  readonly reject: (error: unknown) => void;
}

const LARGEST_BATCH = 500;

export function createHeartbeatBatch(
  storage: Pick<Storage, 'heartbeat'>,
  scheduler: Scheduler,
): (request: HeartbeatRequest) => Promise<HeartbeatAnswer> {
  const waiting: Waiting[] = [];

  async function flush(): Promise<void> {
    const batch = waiting.splice(0, LARGEST_BATCH);
    if (waiting.length > 0) scheduler.soon(() => void flush());
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
      if (waiting.length === 0) scheduler.soon(() => void flush());
      waiting.push({ request, resolve, reject });
    });
}
