// Messages to runs: those of the same moment go in one statement, and are durable when they are answered. One statement is on its way at a time:
//
//   idle       nothing waits. `put` makes it gathering.
//   gathering  until the end of this turn of the event loop. Then writing.
//   writing    what comes meanwhile waits. At the end: writing again if something waits, else idle.
//
// What a statement can't take with the others goes by itself, beside them: a message to a run that is just closing, and, should a statement be
// refused, each of its messages.
import type { Shard } from '@baton/core';
import type { InboxMessage, PutOutcome } from '@baton/engine';
import { StorageUnavailableError } from '../connection/errors.ts';
import { columns } from '../flush/columns.ts';
import type { Parts } from '../parts.ts';

export type Putter = (message: InboxMessage) => Promise<PutOutcome>;

interface Waiting {
  readonly message: InboxMessage;
  readonly body: string;
  readonly resolve: (outcome: PutOutcome | Promise<PutOutcome>) => void;
  readonly reject: (error: unknown) => void;
}

type Writer = Pick<Parts, 'db' | 'claims' | 'hints'>;

// More than come in the time of a statement, few enough that the first of them doesn't wait long.
const maxMessages = 500;
// Parameters are held in memory three times over (here, on the wire, in the server).
const maxBytes = 4 * 1024 * 1024;

export function makePutter(parts: Writer): Putter {
  const queue: Waiting[] = [];
  let isWorking = false;

  const work = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) await putTogether(parts, takeBatch(queue));
    isWorking = false;
  };

  return (message) =>
    new Promise((resolve, reject) => {
      queue.push({ message, body: JSON.stringify(message.body), resolve, reject });
      if (isWorking) return;
      isWorking = true;
      void work();
    });
}

/** In order; at least one. */
function takeBatch(queue: Waiting[]): readonly Waiting[] {
  let bytes = 0;
  const end = queue.findIndex(({ body }, at) => {
    bytes += body.length;
    return at >= maxMessages || (at > 0 && bytes > maxBytes);
  });
  return queue.splice(0, end === -1 ? queue.length : end);
}

type Outcome = PutOutcome | 'busy';

/** Never rejects: each caller is told. */
async function putTogether(parts: Writer, batch: readonly Waiting[]): Promise<void> {
  try {
    const outcomes = await write(parts, batch);
    const accepted = batch.filter((_, at) => outcomes[at] === 'accepted');
    tell(parts, accepted);
    for (const [at, one] of batch.entries()) {
      const outcome = outcomes[at] ?? 'busy';
      one.resolve(outcome === 'busy' ? putAlone(parts, one) : outcome);
    }
  } catch (error) {
    for (const one of batch) {
      // Nothing was written, because of one of them; or it isn't known.
      if (error instanceof StorageUnavailableError || batch.length === 1) one.reject(error);
      else one.resolve(putAlone(parts, one));
    }
  }
}

async function write({ claims }: Writer, batch: readonly Waiting[]): Promise<readonly Outcome[]> {
  const rows = batch.map(
    ({
      message: {
        shard,
        runId,
        body: { kind },
        dedupKey,
      },
      body,
    }) => [...[shard, runId, kind, body, dedupKey]],
  );
  const outcomes: Outcome[] = [];
  for (const { place, outcome } of await claims.run<{ place: number; outcome: Outcome }>(
    'put-together',
    columns(rows, 5),
  ))
    outcomes[place - 1] = outcome;
  return outcomes;
}

/** Waits for who holds the run. */
async function putAlone(parts: Writer, { message, body }: Waiting): Promise<PutOutcome> {
  const { shard, runId, dedupKey } = message;
  const [row] = await parts.db.run<{ open: boolean; put: boolean; known: boolean }>('put', [
    ...[shard, runId, message.body.kind, body, dedupKey],
  ]);
  if (row?.put === true) {
    tell(parts, [{ message }]);
    return 'accepted';
  }
  if (row?.open === true) return 'duplicate';
  return row?.known === true ? 'runClosed' : 'runNotFound';
}

/** Tells who may own the runs. */
function tell({ hints }: Writer, accepted: readonly Pick<Waiting, 'message'>[]): void {
  const shards = new Set<Shard>(accepted.map(({ message }) => message.shard));
  if (shards.size > 0) hints.tell({ kind: 'inbox', shards: [...shards] });
}
