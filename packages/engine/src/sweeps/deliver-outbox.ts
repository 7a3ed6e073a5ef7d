// Brings what runs say to other runs: at least once, in order per sender; the keys make it once.
import type { Failure, RunRef, RunStarted, Shard } from '@baton/core';
import type { InboxBody, OutboxBody, RunRecord, StartOutcome, Storage } from '../storage.ts';
import { followChain } from '../calls/find-open-run.ts';
import { terminateRun } from './terminate-run.ts';

export interface OutboxDelivery {
  readonly storage: Storage;
  readonly shards: readonly Shard[];
  /** A child has begun: whoever owns its shard may go on with it at once. */
  readonly started?: (run: {
    readonly ref: RunRef;
    readonly event: RunStarted;
    readonly atMs: number;
    readonly inboxId: Extract<StartOutcome, { kind: 'started' }>['inboxId'];
  }) => void;
  readonly failed: (error: unknown, from: RunRef) => void;
}

const BATCH = 200;

/** Delivers what lies in the outbox of these shards; answers how many were delivered. What fails stays for the next time. */
export async function deliverOutbox(delivery: OutboxDelivery): Promise<number> {
  const { storage, shards } = delivery;
  if (shards.length === 0) return 0;
  let delivered = 0;
  for (;;) {
    const found = await storage.pollOutbox(shards, BATCH);
    const counts = await Promise.all(bySender(found).map((messages) => deliverInOrder(delivery, messages)));
    const count = counts.reduce((sum, n) => sum + n, 0);
    delivered += count;
    if (found.length < BATCH || count === 0) return delivered;
  }
}

type Found = Awaited<ReturnType<Storage['pollOutbox']>>[number];

function bySender(found: readonly Found[]): readonly (readonly Found[])[] {
  const senders = new Map<string, Found[]>();
  for (const message of found) {
    const messages = senders.get(message.from.runId);
    if (messages === undefined) senders.set(message.from.runId, [message]);
    else messages.push(message);
  }
  return [...senders.values()];
}

async function deliverInOrder(delivery: OutboxDelivery, messages: readonly Found[]): Promise<number> {
  let count = 0;
  for (const { id, from, body } of messages) {
    try {
      await deliver(delivery, from, body);
      await delivery.storage.removeOutbox(from.shard, id);
      count += 1;
    } catch (error) {
      delivery.failed(error, from);
      break;
    }
  }
  return count;
}

async function deliver(delivery: OutboxDelivery, from: RunRef, body: OutboxBody): Promise<void> {
  const { storage } = delivery;
  switch (body.kind) {
    case 'startChild':
      await startChild(delivery, from, body);
      return;
    case 'terminate':
      await terminateChild(delivery, body);
      return;
    case 'message':
      await say(storage, body);
  }
}

/** Nobody but us knows that it has something to say, too: to its parent, and to its own children. */
async function terminateChild(
  delivery: OutboxDelivery,
  { to, reason }: Extract<OutboxBody, { kind: 'terminate' }>,
): Promise<void> {
  const outcome = await terminateRun(delivery.storage, { ref: to, reason, by: 'workflow' });
  if (outcome === 'terminated') await deliverOutbox({ ...delivery, shards: [to.shard] });
}

/** It may continue as new between our look and our put, more than once. */
const TRIES = 20;

/** To the open run of the chain. To a run that is not there, or is over, nothing can be said. */
async function say(storage: Storage, message: Extract<OutboxBody, { kind: 'message' }>): Promise<void> {
  const { body, dedupKey } = message;
  for (let tries = 0; tries < TRIES; tries++) {
    const first = await addressee(storage, message);
    if (first === null) return;
    const { shard, runId } = await followChain(storage, first);
    if ((await storage.put({ shard, runId, body, dedupKey })) !== 'runClosed') return;
    if ((await storage.readRun({ shard, runId }))?.status !== 'continuedAsNew') return;
  }
  throw new Error(`The run that it is for continued as new ${TRIES} times meanwhile`);
}

function addressee(
  storage: Storage,
  { to, workflowId }: Extract<OutboxBody, { kind: 'message' }>,
): Promise<RunRecord | null> {
  return to === null ? storage.findRun(workflowId ?? '') : storage.readRun(to);
}

/** The child's id follows from its parent's, so a start that is repeated finds the run that it made. */
async function startChild(
  { storage, started }: OutboxDelivery,
  parent: RunRef,
  { childId, event, ref }: Extract<OutboxBody, { kind: 'startChild' }>,
): Promise<void> {
  const outcome = await storage.startRun({ ref, event, reusePolicy: 'allow', signals: [] });
  const isOurs = outcome.kind === 'started' || outcome.run.runId === ref.runId;
  const body: InboxBody = isOurs
    ? { kind: 'childStarted', childId, runId: ref.runId }
    : { kind: 'childStartFailed', childId, failure: taken(event, outcome.run.runId) };
  await storage.put({ ...parent, body, dedupKey: `child-started/${childId}` });
  if (outcome.kind === 'started') started?.({ ref, event, atMs: outcome.atMs, inboxId: outcome.inboxId });
}

function taken({ workflowId }: RunStarted, runId: string): Failure {
  return {
    name: 'WorkflowAlreadyStartedError',
    code: 'WORKFLOW_ALREADY_STARTED',
    message: `Workflow id ${workflowId} is taken by run ${runId}`,
    fields: { workflowId, runId },
  };
}
