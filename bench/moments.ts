// When things happen in the runs that are measured, told by their code to whoever waits for it in the same process.

type Moment = 'waits' | 'slept' | 'goes on';

const told = new Map<string, (atMs: number) => void>();
// Taken before the guards are there: inside of workflow code time stands still, and what is measured here is the real one.
const now = performance.now.bind(performance);

/** When this happens in the run of this workflow id, in milliseconds of this process's clock. Ask before it can. */
export function momentOf(workflowId: string, moment: Moment): Promise<number> {
  return new Promise((resolve) => told.set(key(workflowId, moment), resolve));
}

/** It happens now. Nothing if nobody waits for it: a replay says it again. */
export function tell(workflowId: string, moment: Moment): void {
  const its = key(workflowId, moment);
  told.get(its)?.(now());
  told.delete(its);
}

function key(workflowId: string, moment: Moment): string {
  return `${workflowId} ${moment}`;
}
