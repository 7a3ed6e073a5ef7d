// What people and services do to runs, through the same calls as the server: and again if they got no answer.
import {
  RefusedError,
  makeRunId,
  runRef,
  shardOf,
  WorkflowAlreadyStartedError,
  type Json,
  type RunId,
  type RunRef,
} from '@baton/core';
import {
  cancelRun,
  signalRun,
  startRun,
  terminate as terminateRun,
  askRun,
  updateRun,
  type AdoptedRun,
  type StartRun,
  type Storage,
} from '@baton/engine';
import { ConnectionError } from '../world/faulty-storage.ts';
import type { Rng } from '../world/rng.ts';
import type { SimHost } from '../world/sim-host.ts';
import type { SimProcess } from '../world/sim-process.ts';
import type { World } from '../world/world.ts';

export interface Client {
  readonly world: World;
  readonly storage: Storage;
  readonly rng: Rng;
  readonly process: SimProcess;
  readonly hosts: readonly SimHost[];
}

/** Whether the caller was told that it is done; false: that it can't be, since the run has ended. */
type Told = Promise<boolean>;

export async function start(client: Client, request: Omit<StartRun, 'taskQueue' | 'runId'>): Promise<RunRef> {
  const { world, rng, storage } = client;
  const workflowId = request.workflowId ?? '';
  const runId = drawRunId(client, workflowId);
  const ref = runRef(runId);
  world.ledger.started.set(runId, ref);
  const again = { ...request, workflowId, taskQueue: 'default' };
  const started = await answered(client, () => startRun(storage, { ...again, runId }));
  world.ledger.startedForSure.add(runId);
  if (started.adopt !== null && rng.chance(0.5)) adopt(client, started.adopt);
  if (rng.chance(0.1)) await startTwice(client, again, runId);
  return ref;
}

function drawRunId({ world, rng }: Client, workflowId: string): RunId {
  return makeRunId(shardOf(workflowId), world.loop.nowMs(), rng.bytes(8));
}

/** The same start, made again with another run id by somebody who forgot the first. */
async function startTwice(
  client: Client,
  request: StartRun & { workflowId: string },
  runId: RunId,
): Promise<void> {
  const { world, storage } = client;
  try {
    const again = {
      ...request,
      reusePolicy: 'reject',
      runId: drawRunId(client, request.workflowId),
    } as const;
    const second = await answered(client, () => startRun(storage, again));
    const isSame = world.state.runs.get(runId)?.record.workflowId === second.workflowId;
    if (!second.alreadyRunning || !isSame) world.broken(`${request.workflowId} was started twice`);
  } catch (error) {
    if (!(error instanceof WorkflowAlreadyStartedError)) throw error;
  }
}

/** A host that owns the shard goes on with the run as if it had started it. */
function adopt({ hosts, rng }: Client, run: AdoptedRun): void {
  const host = rng.pick(hosts);
  host.process().run(() => host.worker().owner()?.adopt(run));
}

export async function signal(client: Client, ref: RunRef, name: string, payload: number): Told {
  const { world, storage, rng } = client;
  const requestId = `${name}-${payload}`;
  // Some people press the button twice.
  for (let pressed = rng.chance(0.3) ? 2 : 1; pressed > 0; pressed--) {
    const isTold = await told(client, () =>
      signalRun(storage, { runId: ref.runId }, { name, payload, requestId, by: 'person:1' }),
    );
    if (!isTold) return false;
    world.ledger.acknowledged.push({ ...ref, kind: 'signal', requestId });
    // By then the first may have been read.
    if (pressed > 1) await sleep(client, rng.below(400));
  }
  return true;
}

/** Sends an update, and waits a while for its answer. */
export async function update(client: Client, ref: RunRef, name: string, input: Json): Told {
  const { storage, world, rng } = client;
  const updateId = `${name}-${rng.below(1_000_000)}`;
  const request = { name, input, updateId, by: 'person:1', waitMs: rng.below(1_500) };
  for (let pressed = rng.chance(0.3) ? 2 : 1; pressed > 0; pressed--) {
    try {
      const { runId } = await answered(client, () => updateRun(storage, { runId: ref.runId }, request));
      world.ledger.acknowledged.push({ shard: ref.shard, runId, kind: 'update', updateId });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      if (error.code === 'RUN_CLOSED') return false;
      if (error.code !== 'UPDATE_REJECTED') throw error;
    }
  }
  return true;
}

/** What the run answers to a query; null if nobody was there to answer. */
export async function ask(client: Client, { runId }: RunRef, name: string): Promise<Json> {
  const { storage } = client;
  try {
    return await answered(client, () => askRun(storage, { runId }, { name, args: [], timeoutMs: 1_500 }));
  } catch (error) {
    const codes: readonly unknown[] = ['QUERY_TIMEOUT', 'NO_WORKER', 'UNKNOWN_QUERY'];
    if (error instanceof RefusedError && codes.includes(error.code)) return null;
    throw error;
  }
}

export async function cancel(client: Client, { runId, shard }: RunRef): Promise<void> {
  const { storage, world } = client;
  world.ledger.disturbed.add(runId);
  const outcome = await answered(client, () =>
    cancelRun(storage, { runId }, { reason: 'enough', by: 'person:1' }),
  );
  if (outcome !== 'alreadyClosed') world.ledger.acknowledged.push({ runId, shard, kind: 'cancel' });
}

export async function terminate(client: Client, ref: RunRef): Promise<void> {
  const { storage, world } = client;
  world.ledger.disturbed.add(ref.runId);
  await answered(client, () => terminateRun(storage, { ref, reason: 'enough', by: 'person:1' }));
  world.ledger.acknowledged.push({ ...ref, kind: 'terminated' });
}

/** Calls until there is an answer. */
export async function answered<T>(client: Client, act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      await sleep(client, 30);
    }
  }
}

export function sleep({ process }: Client, ms: number): Promise<void> {
  return new Promise((resolve) => void process.after(ms, resolve));
}

async function told(client: Client, act: () => Promise<unknown>): Told {
  try {
    await answered(client, act);
    return true;
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'RUN_CLOSED') return false;
    throw error;
  }
}
