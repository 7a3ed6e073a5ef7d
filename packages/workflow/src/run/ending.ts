// How code ends a run, and what an error that nobody caught does to it.
import { CancelledError } from '@baton/core';
import { authorFailure } from './author-stack.ts';
import { currentFrame, enter, type WorkflowFrame } from './frame.ts';
import type { Run } from './run.ts';

/** True for a cancellation, also one that an activity or a child wrapped. */
export function isCancellation(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof CancelledError) return true;
  }
  return false;
}

/** The workflow function threw. A run that was asked to stop and stops is cancelled, not failed. */
export function endWithError(run: Run, error: unknown): void {
  const cancelled = run.root.cancelledWith !== null && isCancellation(error);
  run.end({ type: cancelled ? 'CancelRun' : 'FailRun', failure: authorFailure(error) });
}

/** A handler of the author (signal, heartbeat): an error in it fails the run, as in the workflow function. */
export function runHandler(frame: WorkflowFrame, handler: () => unknown): void {
  void enter(frame, async () => {
    try {
      await handler();
    } catch (error) {
      uncaught(frame.run, error);
    }
  });
}

/**
 * For `process.on('unhandledRejection')`: fails the run whose code left the promise alone. False: no workflow did.
 *
 * A cancellation that nobody waits for is no failure.
 */
export function failCurrentRun(reason: unknown): boolean {
  const frame = currentFrame();
  if (frame?.kind !== 'workflow') return false;
  uncaught(frame.run, reason);
  return true;
}

function uncaught(run: Run, error: unknown): void {
  if (!isCancellation(error)) run.end({ type: 'FailRun', failure: authorFailure(error) });
}
