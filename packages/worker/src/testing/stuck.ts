// Why a run of a test goes no further, in words that help.
import {
  foldRows,
  stamp,
  waitingFor,
  type Failure,
  type HistoryEvent,
  type RunRef,
  type RunState,
} from '@baton/core';
import { WAITS_QUERY, type Waits } from '@baton/workflow';
import type { World } from './world.ts';

/** A run of a test that will never end by itself: nothing runs, no timer is open, and nobody else is there to send something. */
export class RunStuckError extends Error {
  override readonly name = 'RunStuckError';
  readonly code = 'RUN_STUCK';
  /** The history so far. */
  readonly history: readonly HistoryEvent[];

  constructor(message: string, history: readonly HistoryEvent[]) {
    super(message);
    this.history = history;
  }
}

/** No worker can go on with the run: its workflow isn't registered, or does something else than was recorded. */
export class RunBlockedError extends Error {
  override readonly name = 'RunBlockedError';
  readonly code: string;

  constructor(run: string, { code = 'NONDETERMINISM', message }: Failure) {
    super(`${run} is blocked: ${message}`);
    this.code = code;
  }
}

/** What `result()` rejects with. */
export async function stuckError(
  world: World,
  ref: RunRef,
  hanging: readonly string[],
): Promise<RunStuckError> {
  const rows = await world.storage.readHistory(ref, 0);
  const state = foldRows(rows);
  const { workflowId = ref.runId, workflow = '?' } = state.started ?? {};
  const texts = [...(await codeWaits(world, ref)), ...(await recordedWaits(world, ref, state))];
  const message =
    hanging.length > 0
      ? hangingText(hanging)
      : `Run ${workflowId} (${workflow}) goes no further. ${texts.length === 0 ? 'It waits for nothing that is known' : texts.join('. ')}.`;
  return new RunStuckError(message, rows.flatMap(stamp));
}

/** What only the code knows. */
async function codeWaits({ worker, clock }: World, ref: RunRef): Promise<readonly string[]> {
  const asked = worker.owner()?.query(ref, WAITS_QUERY, []);
  if (asked === undefined) return [];
  const [waits] = await Promise.all([asked.catch(() => null), clock.settle()]);
  if (waits === null) return [];
  // The built-in query answers this shape.
  const { signals, conditions } = waits as unknown as Waits;
  return [
    ...signals.map((name) => `It waits for the signal "${name}", which nobody sends`),
    ...conditions.map((at) => `Its condition${at === null ? '' : ` at ${at}`} doesn't hold`),
  ];
}

/** What the history knows: activities, children, sessions, people. */
async function recordedWaits(
  { storage, clock }: World,
  ref: RunRef,
  state: RunState,
): Promise<readonly string[]> {
  const registered = await storage.listWorkers();
  const workers = registered.map(({ taskQueues, activities }) => ({
    taskQueues,
    activities: activities.map(({ name }) => name),
  }));
  const pending = await storage.pendingActivities(ref);
  const { kind, text } = waitingFor(state, pending, { nowMs: clock.nowMs(), blocked: null, workers });
  return kind === 'signal' || kind === 'starting' ? [] : [text];
}

function hangingText(hanging: readonly string[]): string {
  return (
    `Time stands still while ${hanging.join(', ')} runs, which has not ended. ` +
    'In its handler, await env.sleep() to let time pass; or move time by env.advance().'
  );
}
