import type { Failure } from '@baton/core';

/** Why a run is blocked if no worker of its queue has its code. */
export function unknownWorkflow(workflow: string): Failure {
  return {
    name: 'UnknownWorkflowError',
    code: 'WORKFLOW_NOT_REGISTERED',
    message: `No worker here has the workflow "${workflow}"; the run goes on as soon as one does`,
  };
}
