// Arbitrary histories: not all could come from a workflow, and the reducer must bear every one of them.
import {
  cancelFailure,
  recordOptions,
  shardOf,
  makeRunId,
  type ActivityId,
  type EventBody,
  type HistoryRow,
  type NodeStatus,
  type RunStarted,
  type SessionId,
  type TimerId,
  type WorkerId,
  type WorkerKey,
  type WorkflowId,
} from '@baton/core';
import fc from 'fast-check';

export const runId = makeRunId(shardOf('order-1'), 1_700_000_000_000, new Uint8Array(8).fill(1));
export const started: RunStarted = {
  type: 'RunStarted',
  workflow: 'order',
  workflowId: 'order-1' as WorkflowId,
  taskQueue: 'default',
  input: { id: 1 },
};
export const options = recordOptions({ startToClose: '1 minute' });

const failure = { name: 'Declined', message: 'no funds' };
const session = {
  creationTimeoutMs: 1,
  executionTimeoutMs: 1,
  idleTimeoutMs: null,
  taskQueue: null,
  resources: { gpu: 1 },
  onWorkerLost: 'fail',
  reestablishTimeoutMs: 1,
  workerKey: null,
} as const;

// Few names, so that events meet.
const activityId = fc.constantFrom('1', '2', '3').map((id) => id as ActivityId);
const timerId = fc.constantFrom('1', '2').map((id) => id as TimerId);
const sessionId = fc.constantFrom('s/1', 's/2').map((id) => id as SessionId);
const childId = fc.constantFrom('1', '2');
const label = fc.constantFrom('pay', 'ask');
const json = fc.constantFrom(null, 1, 'x', { a: [1, null] }, []);
const worker = { workerId: 'w' as WorkerId, workerKey: 'k' as WorkerKey, hostName: 'h' };

const of = <E extends EventBody>(shape: {
  [K in keyof E]: fc.Arbitrary<E[K]> | E[K];
}): fc.Arbitrary<EventBody> =>
  fc.record(
    Object.fromEntries(
      Object.entries(shape).map(([key, value]) => [key, isArbitrary(value) ? value : fc.constant(value)]),
    ),
  ) as unknown as fc.Arbitrary<EventBody>;

function isArbitrary(value: unknown): value is fc.Arbitrary<unknown> {
  return value instanceof fc.Arbitrary;
}

const activityOptions = fc.constantFrom(
  options,
  recordOptions({
    timeout: 5_000,
    cancellation: 'wait',
    retry: { maxAttempts: 3, nonRetryable: ['Declined'] },
  }),
  recordOptions({ startToClose: 1, taskQueue: 'gpu', priority: 4, cancellation: 'abandon' }),
);
const mode = fc.constantFrom('inline', 'dispatched', 'human');
const status = fc.constantFrom<NodeStatus>(
  'waiting',
  'running',
  'completed',
  'failed',
  'skipped',
  'cancelled',
);

export const events: readonly fc.Arbitrary<EventBody>[] = [
  fc.record(
    {
      type: fc.constant('ActivityScheduled'),
      activityId,
      name: label,
      input: json,
      options: activityOptions,
      mode,
      label,
    },
    { requiredKeys: ['type', 'activityId', 'name', 'input', 'options', 'mode'] },
  ),
  of({ type: 'ActivityDispatched', activityId, reason: 'retry' }),
  of({ type: 'ActivityCancelRequested', activityId, reason: 'ACTIVITY_CANCELLED' }),
  of({ type: 'ActivityResolved', activityId, result: json }),
  of({ type: 'ActivityRejected', activityId, failure }),
  of({ type: 'ActivityCompleted', activityId, result: json, by: 'key:1', completionKey: 'k', attempt: 2 }),
  of({ type: 'ActivityCompleted', activityId, result: json }),
  of({ type: 'ActivityFailed', activityId, failure, attempt: 3 }),
  of({ type: 'ActivityCancelled', activityId, failure: cancelFailure('ACTIVITY_CANCELLED', 'x') }),
  of({ type: 'ActivityHeartbeat', activityId, details: json, sequence: 1 }),
  of({ type: 'TimerStarted', timerId, fireAtMs: 5, label }),
  of({ type: 'TimerFired', timerId }),
  of({ type: 'TimerCancelled', timerId }),
  of({ type: 'SessionRequested', sessionId, options: session, label }),
  of({ type: 'SessionOpened', sessionId, ...worker, epoch: 1, expiresAtMs: 9 }),
  of({ type: 'SessionSuspended', sessionId, epoch: 1 }),
  of({ type: 'SessionReestablished', sessionId, workerId: worker.workerId, hostName: 'h2', epoch: 2 }),
  of({ type: 'SessionCreationFailed', sessionId, reason: 'ALL_BUSY', position: 1, message: 'm' }),
  of({ type: 'SessionFailed', sessionId, reason: 'WORKER_LOST', message: 'm' }),
  of({ type: 'SessionCompleted', sessionId }),
  of({
    ...{ type: 'ChildRequested', childId, workflow: 'w', workflowId: 'c', input: json, taskQueue: null },
    ...{ parentClosePolicy: 'cancel', label },
  }),
  of({ type: 'ChildStarted', childId, runId }),
  of({ type: 'ChildStartFailed', childId, failure }),
  of({ type: 'ChildCompleted', childId, result: json }),
  of({ type: 'ChildFailed', childId, failure }),
  of({ type: 'SignalReceived', name: 'paid', payload: json, requestId: 'r' }),
  of({ type: 'Marked', kind: 'note', value: json }),
  fc
    .record({ node: label, status, port: fc.constant('out'), output: json })
    .map((value): EventBody => ({ type: 'Marked', kind: 'node', value, label: value.node })),
  of({ type: 'Patched', id: label }),
  of({ type: 'AttributesSet', attributes: fc.constantFrom({ a: 1 }, { b: 2 }) }),
  of({ type: 'RunCancelRequested', reason: 'why', by: 'person:ada' }),
  of({ type: 'RunSignalSent', signalId: '1', workflowId: 'w', name: 'n', payload: json }),
  of({ type: 'UpdateReceived', updateId: 'u', name: 'n', input: json }),
  // From a later version.
  fc.constant({ type: 'SomethingNew', activityId: '1', t: 'x', id: 7 } as unknown as EventBody),
  fc.constant({ type: 'toString' } as unknown as EventBody),
];
const closing: readonly fc.Arbitrary<EventBody>[] = [
  of({ type: 'RunCompleted', result: json }),
  of({ type: 'RunFailed', failure }),
  of({ type: 'RunTerminated', reason: 'r', by: 'person:ada' }),
  of({ type: 'RunContinuedAsNew', nextRunId: runId, workflow: 'order', input: json }),
];

export const anyEvent = fc.oneof(
  { weight: 40, arbitrary: fc.oneof(...events) },
  { weight: 1, arbitrary: fc.oneof(...closing) },
);

/** Rows of history, as transitions append them: some events each, at times that never fall. */
export const anyHistory: fc.Arbitrary<readonly HistoryRow[]> = fc
  .array(fc.tuple(fc.array(anyEvent, { minLength: 1, maxLength: 4 }), fc.nat(1_000)), { maxLength: 30 })
  .map((transitions) => rowsOf([[started], 0], ...transitions));

export function rowsOf(
  ...transitions: readonly (readonly [readonly EventBody[], number])[]
): readonly HistoryRow[] {
  let seq = 1;
  let atMs = 1_700_000_000_000;
  return transitions.map(([row, laterMs]) => {
    atMs += laterMs;
    const at = seq;
    seq += row.length;
    return { seq: at, atMs, events: row };
  });
}
