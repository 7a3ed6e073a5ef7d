// A run in the middle of a decision, for tests of what commands and messages become.
import { defaultActivityOptions, emptyRunState, makeRunId, shardOf } from '@baton/core';
import type {
  ActivityId,
  Command,
  RecordedActivityOptions,
  RunStarted,
  SessionId,
  WorkerId,
  WorkerKey,
  WorkflowId,
} from '@baton/core';
import { record, type Deciding } from '../src/decide/deciding.ts';
import { newDraft } from '../src/decide/draft.ts';
import { carryOut, enact } from '../src/decide/enact.ts';
import { newMemory } from '../src/decide/run-memory.ts';

export const startedAtMs = Date.UTC(2026, 0, 1);
export const shard = shardOf('w');
export const runId = makeRunId(shard, startedAtMs, new Uint8Array(8));

/** A run that has begun; its next transition is at event 2. */
export function started(more: Partial<RunStarted> = {}): Deciding {
  const ref = { shard, runId };
  const event: RunStarted = {
    type: 'RunStarted',
    workflow: 'w',
    workflowId: 'w' as WorkflowId,
    taskQueue: 'default',
    input: null,
    ...more,
  };
  const decider = {
    runsInline: (_: string, name: string) => name === 'here',
    random: (n: number) => new Uint8Array(n),
  };
  const first: Deciding = {
    ref,
    state: emptyRunState(),
    memory: newMemory(),
    draft: newDraft(ref, 1, startedAtMs),
    decider,
  };
  record(first, event);
  return next(first);
}

/** The same run, with what it has done durable. */
export function next(deciding: Deciding): Deciding {
  return { ...deciding, draft: newDraft(deciding.ref, deciding.state.nextSeq, startedAtMs + 1_000) };
}

export const first = '1' as ActivityId;

export function schedule(
  name: string,
  options: Partial<RecordedActivityOptions> = {},
): Extract<Command, { type: 'ScheduleActivity' }> {
  return {
    type: 'ScheduleActivity',
    activityId: first,
    name,
    input: null,
    options: { ...defaultActivityOptions, startToCloseMs: 1_000, ...options },
  };
}

export function scheduled(options: Partial<RecordedActivityOptions> = {}, name = 'here'): Deciding {
  const deciding = started();
  carryOut(deciding, schedule(name, options));
  return next(deciding);
}

export function inSession(): Deciding {
  const deciding = started();
  const sessionId = `${runId}/1` as SessionId;
  const options = {
    creationTimeoutMs: 1_000,
    executionTimeoutMs: 1_000,
    idleTimeoutMs: null,
    taskQueue: null,
    resources: {},
    onWorkerLost: 'fail',
    reestablishTimeoutMs: 0,
    workerKey: null,
  } as const;
  carryOut(deciding, { type: 'RequestSession', sessionId, options });
  enact(deciding, {
    type: 'SessionOpened',
    sessionId,
    workerId: 'w-1' as WorkerId,
    workerKey: 'gpu-7' as WorkerKey,
    hostName: 'h',
    epoch: 1,
    expiresAtMs: startedAtMs + 1_000,
  });
  carryOut(deciding, { ...schedule('here'), sessionId });
  return deciding;
}
