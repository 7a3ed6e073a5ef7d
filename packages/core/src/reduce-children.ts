// What becomes of child workflows.
import { mapToFill } from './entries.ts';
import type { RunId } from './ids.ts';
import { visitNode } from './reduce-nodes.ts';
import type { Place, Reducers } from './reducers.ts';
import type { ChildState, RunState } from './run-state.ts';

type ChildEventType =
  | 'ChildRequested'
  | 'ChildCancelRequested'
  | 'ChildStarted'
  | 'ChildStartFailed'
  | 'ChildCompleted'
  | 'ChildFailed';

function change(
  state: RunState,
  childId: string,
  fields: Pick<ChildState, 'status'> & Partial<ChildState>,
  place: Place,
): void {
  const child = state.children.get(childId);
  if (child === undefined || child.status === 'completed' || child.status === 'failed') return;
  state.children.set(childId, { ...child, ...fields });
  if (child.label === null) return;
  const status = fields.status === 'requested' ? 'running' : fields.status;
  visitNode(state, child.label, { status, failure: fields.failure ?? null }, place);
}

/** Its end may be heard of before its start. */
function idOf(state: RunState, childId: string, runId: RunId | undefined): Partial<ChildState> {
  const isKnown = runId === undefined || state.children.get(childId)?.runId !== null;
  return isKnown ? {} : { runId };
}

export const reduceChildren: Reducers<ChildEventType> = {
  ChildRequested: (state, { childId, workflow, workflowId, label }, place) => {
    state.children = mapToFill(state.children);
    state.children.set(childId, {
      childId,
      workflow,
      workflowId,
      runId: null,
      label: label ?? null,
      status: 'requested',
      failure: null,
    });
    if (label !== undefined) visitNode(state, label, { status: 'running' }, place);
  },
  // The child answers by its own end.
  ChildCancelRequested: () => undefined,
  ChildStarted: (state, { childId, runId }, place) =>
    change(state, childId, { status: 'running', runId }, place),
  ChildStartFailed: (state, { childId, failure }, place) =>
    change(state, childId, { status: 'failed', failure }, place),
  ChildCompleted: (state, { childId, runId }, place) =>
    change(state, childId, { status: 'completed', ...idOf(state, childId, runId) }, place),
  ChildFailed: (state, { childId, failure, runId }, place) =>
    change(state, childId, { status: 'failed', failure, ...idOf(state, childId, runId) }, place),
};
