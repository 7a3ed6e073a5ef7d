// What is measured: each workload begins one workflow and says how long it took, and how long what it is about took.
import { randomBytes } from 'node:crypto';
import { makeRunId, shardOf, type Json, type RunRef, type RunStarted, type WorkflowId } from '@baton/core';
import type { Storage } from '@baton/engine';
import { activity, expectSignal, workflow, type WorkflowDefinition } from '@baton/workflow';
import type { Worker } from '@baton/worker';
import type { Closings } from './watch-closings.ts';

/** Does one workflow from its start to its durable end; answers the latency that counts, in milliseconds. */
export type Workload = () => Promise<number>;

export interface WorkloadDeps {
  readonly closings: Closings;
  /** Another process's storage: a message has to find its way. */
  readonly sender: Storage;
  readonly worker: Worker;
}

const result = 'x'.repeat(100);
const noop = activity<number, string>('noop', { startToClose: '1 minute' }, () => result);

/** When the activity after the signal began, by workflow. */
const answered = new Map<string, () => void>();
const answer = activity<string, null>('answer', { startToClose: '1 minute' }, (id) => {
  answered.get(id)?.();
  return null;
});

const steps = (n: number): WorkflowDefinition =>
  workflow(`W${n}`, async () => {
    for (let i = 0; i < n; i++) await noop(i);
  });

const hears = workflow('WH', async (id: string) => {
  await expectSignal('go');
  await answer(id);
});

export const activitiesOfBench = [noop, answer];

export function isWorkload(name: string): boolean {
  return /^W([1-9]\d*|H)$/.test(name);
}

export function workflowsOfBench(names: readonly string[]): readonly WorkflowDefinition[] {
  return names.map((name) => (name === 'WH' ? hears : steps(Number(name.slice(1)))));
}

export function workloadOf(name: string, deps: WorkloadDeps): Workload {
  return name === 'WH' ? () => signalToActivity(deps) : () => startToEnd(name, deps);
}

let count = 0;

/** W<n>: from the call of start to the durable end. */
async function startToEnd(name: string, deps: WorkloadDeps): Promise<number> {
  const beganAtMs = performance.now();
  const run = await startRun(deps, name, `${name}-${count++}`, null);
  await closedOf(deps, run);
  return performance.now() - beganAtMs;
}

/** WH: from the call that sends the signal to the begin of the next activity. */
async function signalToActivity(deps: WorkloadDeps): Promise<number> {
  const id = `WH-${count++}`;
  const run = await startRun(deps, 'WH', id, id);
  const began = new Promise<number>((resolve) => answered.set(id, () => resolve(performance.now())));
  const closed = closedOf(deps, run);
  const sentAtMs = performance.now();
  await deps.sender.put({ ...run.ref, body: { kind: 'signal', name: 'go', payload: null }, dedupKey: null });
  const beganAtMs = await began;
  answered.delete(id);
  await closed;
  return beganAtMs - sentAtMs;
}

/** Starts a run; whoever is given it may let this process's owner go on with it at once. */
export async function startRun(
  { closings, worker }: WorkloadDeps,
  workflowName: string,
  workflowId: string,
  input: Json,
): Promise<Started> {
  const shard = shardOf(workflowId);
  const ref: RunRef = { shard, runId: makeRunId(shard, Date.now(), randomBytes(8)) };
  const event: RunStarted = {
    type: 'RunStarted',
    workflow: workflowName,
    workflowId: workflowId as WorkflowId,
    taskQueue: 'default',
    input,
  };
  const outcome = await closings.storage.startRun({ ref, event, reusePolicy: 'allow', signals: [] });
  if (outcome.kind !== 'started') throw new Error(`${workflowId} is taken`);
  return {
    ref,
    adopt: () => worker.owner()?.adopt({ ref, event, atMs: outcome.atMs, inboxId: outcome.inboxId }),
  };
}

export interface Started {
  readonly ref: RunRef;
  readonly adopt: () => void;
}

function closedOf({ closings }: WorkloadDeps, { ref, adopt }: Started): Promise<void> {
  return new Promise((resolve) => {
    closings.onClosed(ref.runId, resolve);
    adopt();
  });
}
