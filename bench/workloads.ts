// What is measured: each workload begins one workflow and says how long it took, and how long what it is about took.
import { runRef, type ActivityId, type DesignRef, type Json, type RunRef } from '@baton/core';
import { decideHumanTask, GRAPH_WORKFLOW, startRun as storeStart, type Storage } from '@baton/engine';
import type { Worker } from '@baton/worker';
import { DRAWN, DRAWN_INPUT } from './definitions.ts';
import { momentOf } from './moments.ts';
import { baseOf, SLEEP_MS, startsElsewhere } from './names.ts';
import type { Closings } from './watch-closings.ts';

/** Does one workflow from its start to its durable end; answers the latency that counts, in milliseconds. */
export type Workload = () => Promise<number>;

export interface WorkloadDeps {
  readonly closings: Closings;
  /** Another process's storage: a message has to find its way. */
  readonly sender: Storage;
  readonly worker: Worker;
}

export function workloadOf(name: string, deps: WorkloadDeps): Workload {
  switch (name) {
    case 'WH':
      return () => toldToActivity(deps, name, signal);
    case 'WHuman':
      return () => toldToActivity(deps, name, decide);
    case 'WS':
      return () => sleepToActivity(deps);
    case 'WG':
      return () => startToEnd(deps, () => startRun(deps, drawn, idOf(name), DRAWN_INPUT));
    default:
      return () =>
        startToEnd(
          deps,
          () => startRun(deps, baseOf(name), idOf(name), name === 'WGc' ? DRAWN_INPUT : null),
          startsElsewhere(name),
        );
  }
}

const drawn = { workflow: GRAPH_WORKFLOW, design: DRAWN };
let count = 0;

function idOf(name: string): string {
  return `${name}-${count++}`;
}

/** From the call of start to the durable end. */
async function startToEnd(
  deps: WorkloadDeps,
  begin: () => Promise<Started>,
  isElsewhere = false,
): Promise<number> {
  const beganAtMs = performance.now();
  const run = await begin();
  await closedOf(deps, isElsewhere ? { ...run, adopt: () => undefined } : run);
  return performance.now() - beganAtMs;
}

/** Tells a run to go on, as soon as it waits for that; answers when it was told. */
type Tell = (deps: WorkloadDeps, id: string, run: Started) => Promise<number>;

const signal: Tell = async ({ sender }, id, { ref, adopt }) => {
  const waits = momentOf(id, 'waits');
  adopt();
  await waits;
  const toldAtMs = performance.now();
  await sender.put({ ...ref, body: { kind: 'signal', name: 'go', payload: null }, dedupKey: null });
  return toldAtMs;
};

const decide: Tell = async ({ sender, closings }, _id, { ref, adopt }) => {
  const asked = new Promise<ActivityId>((resolve) => closings.onAsked(ref.runId, resolve));
  adopt();
  const activityId = await asked;
  const by = { by: 'person:bench', at: new Date().toISOString(), idempotencyKey: ref.runId };
  const toldAtMs = performance.now();
  await decideHumanTask(sender, { ...ref, activityId }, { outcome: 'approve' }, by);
  return toldAtMs;
};

/** From the call that tells a waiting run to go on to the begin of the next activity. */
async function toldToActivity(deps: WorkloadDeps, name: string, tell: Tell): Promise<number> {
  const id = idOf(name);
  const run = await startRun(deps, name, id, id);
  const goesOn = momentOf(id, 'goes on');
  const closed = closingOf(deps, run);
  const toldAtMs = await tell(deps, id, run);
  const latencyMs = (await goesOn) - toldAtMs;
  await closed;
  return latencyMs;
}

/** How late the activity after the sleep begins: counted from the end of the activity before it. */
async function sleepToActivity(deps: WorkloadDeps): Promise<number> {
  const id = idOf('WS');
  const run = await startRun(deps, 'WS', id, id);
  const slept = momentOf(id, 'slept');
  const goesOn = momentOf(id, 'goes on');
  await closedOf(deps, run);
  return (await goesOn) - (await slept) - SLEEP_MS;
}

/** Starts a run; whoever is given it may let this process's owner go on with it at once. */
export async function startRun(
  { closings, worker }: WorkloadDeps,
  what: string | { readonly workflow: string; readonly design: DesignRef },
  workflowId: string,
  input: Json,
): Promise<Started> {
  const named = typeof what === 'string' ? { workflow: what } : what;
  const start = { ...named, workflowId, taskQueue: 'default', input };
  const { runId, adopt } = await storeStart(closings.storage, start);
  if (adopt === null) throw new Error(`${workflowId} is taken`);
  return { ref: runRef(runId), adopt: () => worker.owner()?.adopt(adopt) };
}

export interface Started {
  readonly ref: RunRef;
  readonly adopt: () => void;
}

function closedOf(deps: WorkloadDeps, run: Started): Promise<void> {
  const closed = closingOf(deps, run);
  run.adopt();
  return closed;
}

function closingOf({ closings }: WorkloadDeps, { ref }: Started): Promise<void> {
  return new Promise((resolve) => closings.onClosed(ref.runId, resolve));
}
