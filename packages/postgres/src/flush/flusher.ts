// Group commit. One batch is in flight at a time:
//
//   idle       nothing waits. `add` makes it gathering.
//   gathering  until the end of this turn of the event loop, so that what became ready together goes together. Then writing.
//   writing    what is added meanwhile waits. At the end: writing again if something waits, else idle.
//   recovering the write failed (see recover.ts). Then writing what is left of the batch; nothing overtakes it.
//   closed     what waits is written; what comes later is refused. Without a connection, all is refused.
import { StorageUnavailableError } from '../connection/errors.ts';
import type { FlushItem } from './item.ts';
import { recover, type Recovery } from './recover.ts';
import { takeBatch } from './take-batch.ts';
import { writeBatch, type Written } from './write-batch.ts';

export interface Flusher {
  add(item: FlushItem): void;
  /** Resolves once everything added so far is settled. */
  close(): Promise<void>;
}

export interface FlusherOptions extends Omit<Recovery, 'closed'> {
  readonly newWakeId: () => string;
  /** After a batch is durable, before its callers hear of it. */
  readonly onWritten: (written: Written) => void;
}

export function makeFlusher(options: FlusherOptions): Flusher {
  const flow = { ...options, closed: false };
  const queue: FlushItem[] = [];
  let working: Promise<void> | null = null;

  const work = async (): Promise<void> => {
    await nextTurn();
    while (queue.length > 0) await flush(flow, takeBatch(queue));
    working = null;
  };

  return {
    add(item) {
      if (flow.closed) {
        item.reject(new StorageUnavailableError('the storage is closed'));
        return;
      }
      queue.push(item);
      working ??= work();
    },
    async close() {
      flow.closed = true;
      await working;
      flow.pipeline.drop();
    },
  };
}

async function flush(flow: FlusherOptions & Recovery, batch: readonly FlushItem[]): Promise<void> {
  const todo = [batch];
  for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
    try {
      const written = await writeBatch(flow.pipeline, next, flow.newWakeId);
      flow.onWritten(written);
      settle(written);
    } catch (error) {
      todo.unshift(...(await recover(flow, next, error)));
    }
  }
}

function settle({ written, unseen, late, started }: Written): void {
  for (const item of late) item.resolve('conflict');
  for (const item of unseen) item.resolve('unseen');
  for (const item of written) {
    if (item.kind === 'commit') item.resolve('committed');
    else item.resolve(started.get(item.request.ref.runId) ?? null);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
