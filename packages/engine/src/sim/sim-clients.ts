// What people and services do to runs: start them, send signals, cancel, terminate, complete by token; again if they got no answer.
import { makeRunId, shardOf, type Json, type RunRef, type RunStarted, type WorkflowId } from '@baton/core';
import type { Storage } from '../storage.ts';
import { terminateRun } from '../sweeps/terminate-run.ts';
import type { Ledger } from './ledger.ts';
import type { Rng } from './rng.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimScheduler } from './sim-scheduler.ts';
import type { SimWorker } from './sim-worker.ts';

export interface SimClientsDeps {
  readonly storage: Storage;
  readonly world: SimScheduler;
  readonly process: SimProcess;
  readonly rng: Rng;
  readonly ledger: Ledger;
  /** A worker, if one lives, which is told of what was started as if it had done it. */
  readonly worker: () => SimWorker | null;
}

const workflows: readonly (readonly [name: string, input: (rng: Rng) => Json])[] = [
  ['steps', (rng) => 1 + rng.below(6)],
  ['mixed', () => null],
  ['listens', (rng) => 1 + rng.below(3)],
  ['naps', (rng) => rng.below(900)],
  ['parent', (rng) => 1 + rng.below(3)],
  ['chain', (rng) => rng.below(3)],
  ['tidies', () => null],
  ['inSession', () => null],
];

/** Does what it does with one run, from its start on. */
export async function beAClient(deps: SimClientsDeps, number: number): Promise<void> {
  const { rng, world } = deps;
  const [workflow, input] = workflows[rng.below(workflows.length)] ?? ['steps', () => 1];
  const ref = await start(deps, { workflow, workflowId: `${workflow}-${number}`, input: input(rng) });
  if (workflow === 'listens') await signal(deps, ref, 3);
  if (workflow === 'naps' && rng.chance(0.5)) await signal(deps, ref, 1);
  if (workflow === 'tidies') {
    await world.sleep(rng.next() * 500);
    await untilAnswered(deps, () =>
      deps.storage.put({
        ...ref,
        body: { kind: 'cancel', reason: 'enough', by: 'person:1' },
        dedupKey: null,
      }),
    );
  } else if (rng.chance(0.1)) {
    await world.sleep(rng.next() * 1_000);
    deps.ledger.terminated.add(ref.runId);
    await untilAnswered(deps, () => terminateRun(deps.storage, { ref, reason: 'enough', by: 'person:1' }));
  }
}

async function start(
  deps: SimClientsDeps,
  {
    workflow,
    workflowId,
    input,
  }: { readonly workflow: string; readonly workflowId: string; readonly input: Json },
): Promise<RunRef> {
  const { storage, world, rng, ledger } = deps;
  const shard = shardOf(workflowId);
  const ref: RunRef = { shard, runId: makeRunId(shard, world.nowMs(), rng.bytes(8)) };
  const event: RunStarted = {
    type: 'RunStarted',
    workflow,
    workflowId: workflowId as WorkflowId,
    taskQueue: 'default',
    input,
  };
  ledger.started.set(ref.runId, ref);
  const outcome = await untilAnswered(deps, () =>
    storage.startRun({ ref, event, reusePolicy: 'allow', signals: [] }),
  );
  if (outcome.kind === 'started' && rng.chance(0.5)) {
    deps.worker()?.adopt({ ref, event, atMs: outcome.atMs, inboxId: outcome.inboxId });
  }
  return ref;
}

async function signal(deps: SimClientsDeps, ref: RunRef, times: number): Promise<void> {
  const { world, rng, storage, ledger } = deps;
  for (let i = 0; i < times; i++) {
    await world.sleep(rng.next() * 400);
    const requestId = `signal-${i}`;
    const body = { kind: 'signal', name: 'tick', payload: i, requestId } as const;
    // Some people press the button twice.
    for (let pressed = rng.chance(0.2) ? 2 : 1; pressed > 0; pressed--) {
      const outcome = await untilAnswered(deps, () => storage.put({ ...ref, body, dedupKey: requestId }));
      if (outcome === 'accepted') noteSignal(ledger, ref, requestId);
    }
  }
}

function noteSignal(ledger: Ledger, { runId }: RunRef, requestId: string): void {
  const ids = ledger.signals.get(runId) ?? new Set();
  ledger.signals.set(runId, ids.add(requestId));
}

/** Completes what went async, over and over; the first answer stands. */
export async function completeAsync(deps: SimClientsDeps): Promise<void> {
  const { storage, world, rng, ledger } = deps;
  for (;;) {
    await world.sleep(50);
    const next = ledger.async.shift();
    if (next === undefined) continue;
    const target = { ...next.task, attempt: null, epoch: null };
    const answer = await untilAnswered(deps, () => storage.completeActivity(target, next.result, {}));
    // The row of an attempt that was inline may not be there yet.
    if (answer.kind === 'refused' && rng.chance(0.7)) ledger.async.push(next);
  }
}

async function untilAnswered<T>({ world }: SimClientsDeps, act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch {
      await world.sleep(30);
    }
  }
}
