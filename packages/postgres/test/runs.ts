// Small makers of what the tests write.
import { randomBytes } from 'node:crypto';
import { makeRunId, shardOf, type RunRef, type RunStarted, type WorkflowId } from '@baton/core';
import type { StartRequest, Transition } from '@baton/engine';

export const queue = 'default';

export function newRef(workflowId: string): RunRef {
  const shard = shardOf(workflowId);
  return { shard, runId: makeRunId(shard, Date.now(), randomBytes(8)) };
}

export function startRequest(workflowId: string, overrides: Partial<StartRequest> = {}): StartRequest {
  const event: RunStarted = {
    type: 'RunStarted',
    workflow: 'test',
    workflowId: workflowId as WorkflowId,
    taskQueue: queue,
    input: { of: workflowId },
  };
  return { ref: newRef(workflowId), event, reusePolicy: 'allow', signals: [], ...overrides };
}

/** A transition that only appends a mark. */
export function append(ref: RunRef, seq: number, overrides: Partial<Transition> = {}): Transition {
  return {
    ...ref,
    seq,
    atMs: Date.now(),
    events: [{ type: 'Marked', kind: 'test', value: seq }],
    consume: [],
    addWake: null,
    addActivities: [],
    closeActivities: [],
    cancelActivities: [],
    addTimers: [],
    removeTimers: [],
    addSessions: [],
    releaseSessions: [],
    outbox: [],
    attributes: null,
    close: null,
    ...overrides,
  };
}

export function complete(ref: RunRef, seq: number, overrides: Partial<Transition> = {}): Transition {
  const events = [{ type: 'RunCompleted' as const, result: null }];
  return append(ref, seq, { events, close: { status: 'completed', next: null }, ...overrides });
}
