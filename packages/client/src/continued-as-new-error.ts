import type { RunId } from '@baton/core';

/** The run has no result of its own: it has continued as another one. Only with `result({ follow: false })`. */
export class ContinuedAsNewError extends Error {
  override readonly name = 'ContinuedAsNewError';
  readonly code = 'CONTINUED_AS_NEW';
  readonly nextRunId: RunId;

  constructor(runId: RunId, nextRunId: RunId) {
    super(`Run ${runId} has continued as run ${nextRunId}`);
    this.nextRunId = nextRunId;
  }
}
