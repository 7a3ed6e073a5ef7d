// What a run says to other runs: by the outbox, at least once, with keys that make it once.
import type { RunStarted, WorkflowId } from '@baton/core';
import { startOf } from './deciding.ts';
import { plus } from './draft.ts';
import { givenTo } from './given-sessions.ts';
import type { Effects } from './enact.ts';
import { childRef } from './run-memory.ts';

export const messageEffects: Effects<'ChildRequested' | 'ChildCancelRequested' | 'RunSignalSent'> = {
  ChildRequested: (deciding, requested) => {
    const { ref, draft, state } = deciding;
    const { childId, workflow, workflowId, input, taskQueue, runTimeoutMs } = requested;
    const { priority } = startOf(state);
    const event: RunStarted = {
      type: 'RunStarted',
      workflow,
      workflowId: workflowId as WorkflowId,
      taskQueue: taskQueue ?? startOf(state).taskQueue,
      input,
      by: 'workflow',
      parent: { runId: ref.runId, childId },
      ...(runTimeoutMs === undefined ? {} : { runTimeoutMs }),
      ...(priority === undefined ? {} : { priority }),
      ...givenTo(deciding, requested.sessions),
    };
    const child = childRef(ref.runId, childId, workflowId);
    draft.outbox = plus(draft.outbox, { kind: 'startChild', childId, event, ref: child });
  },
  ChildCancelRequested: ({ draft, memory }, { childId, reason }) => {
    const child = memory.children.get(childId);
    if (child === undefined) return;
    draft.outbox = plus(draft.outbox, {
      kind: 'message',
      workflowId: null,
      to: child.ref,
      body: { kind: 'cancel', reason, by: 'workflow' },
      dedupKey: 'cancel-by-parent',
    });
  },
  RunSignalSent: ({ ref, draft }, { signalId, workflowId, name, payload }) => {
    const requestId = `${ref.runId}/${signalId}`;
    draft.outbox = plus(draft.outbox, {
      kind: 'message',
      workflowId,
      to: null,
      body: { kind: 'signal', name, payload, requestId, by: 'workflow' },
      dedupKey: requestId,
    });
  },
};
