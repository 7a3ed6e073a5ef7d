// Who is calling? The only place that knows AsyncLocalStorage, the only Node import of this package.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { SessionId } from '@baton/core';
import type { SessionInfo } from './session-info.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';

/** The session of a scope, as activities see it. */
export interface FrameSession {
  readonly sessionId: SessionId;
  readonly info: SessionInfo;
  readonly isOpen: boolean;
  /** Why nothing can be scheduled in it; `null`: it can. */
  readonly refusal: Error | null;
}

/** Where in a workflow the code is. Replaced, never changed, as calls go deeper. */
export interface WorkflowFrame {
  readonly kind: 'workflow';
  readonly run: Run;
  readonly scope: Scope;
  readonly session: FrameSession | null;
  readonly label: string | undefined;
  /** In queries, validators and conditions: looking is allowed, asking for something is not. */
  readonly readOnly: boolean;
}

/** An attempt of an activity; `attempt` is the business of activity-context.ts. */
export interface ActivityFrame {
  readonly kind: 'activity';
  readonly attempt: unknown;
}

const frames = new AsyncLocalStorage<WorkflowFrame | ActivityFrame>();

export function enter<T>(frame: WorkflowFrame | ActivityFrame, fn: () => T): T {
  return frames.run(frame, fn);
}

/** The frame of the code that is running, or `undefined` outside of workflows and activities. */
export function currentFrame(): WorkflowFrame | ActivityFrame | undefined {
  return frames.getStore();
}

/** Used outside of workflow code. */
export class NotInWorkflowError extends Error {
  override readonly name = 'NotInWorkflowError';
  readonly code = 'NOT_IN_WORKFLOW';
}

/** @throws {NotInWorkflowError} outside of workflow code. */
export function workflowFrame(api: string): WorkflowFrame {
  const frame = frames.getStore();
  if (frame?.kind !== 'workflow') {
    throw new NotInWorkflowError(
      `${api} can only be called in workflow code${frame === undefined ? '' : ', not in an activity'}`,
    );
  }
  frame.run.assertAlive();
  return frame;
}

/** For what asks for something. @throws also in queries, validators and conditions. */
export function commandFrame(api: string): WorkflowFrame {
  const frame = workflowFrame(api);
  if (frame.readOnly)
    throw new TypeError(`${api} cannot be called in a query, a validator or a condition: they only look`);
  return frame;
}

export function rootFrame(run: Run): WorkflowFrame {
  return { kind: 'workflow', run, scope: run.root, session: null, label: undefined, readOnly: false };
}
