// Poison: an activity that ends the process it runs in. It is tried again as any lost attempt, but not for ever.
//
// ordinary  → after `SUSPECT_AFTER` deaths in a row: suspect. Attempts that only ran beside it become suspects, too.
// suspect   → runs beside no other suspect of its worker, so the next death tells which one it was. An attempt that ends in any other way
//             clears it. After `POISONED_AFTER` deaths: poisoned.
// poisoned  → nobody runs it, its run is blocked with a report, until somebody lets it go on (ordinary again), or it is cancelled, or its
//             time is over. The rest of the run and all other runs go on.
import type { ActivityId, Failure } from '@baton/core';
import type { NewActivityRow } from './storage/transition.ts';

export const SUSPECT_AFTER = 2;
export const POISONED_AFTER = 3;
/** An attempt that ran for longer than this when its worker died is not held guilty: hosts are taken away, too. */
export const GUILTY_WITHIN_MS = 3_600_000;

/** A worker that died while it ran an attempt. */
export interface Death {
  /** `null`: it ran in the process that owned the run, which nobody knows any more. */
  readonly workerId: string | null;
  readonly attempt: number;
  readonly atMs: number;
}

/** Whether the attempt ended because its process did. */
export function isDeath(failure: Failure | null): boolean {
  return failure?.code === 'WORKER_LOST';
}

export function deathOf(failure: Failure, attempt: number, atMs: number): Death {
  const workerId = failure.fields?.['workerId'];
  return { workerId: typeof workerId === 'string' ? workerId : null, attempt, atMs };
}

/** What an activity has done that gets a row: its attempts were lost with the owners of its run, one after the other. */
export function deathsOfRow(
  row: Pick<NewActivityRow, 'attempt' | 'lastFailure' | 'lostAtMs'>,
  atMs: number,
): readonly Death[] {
  const { attempt, lastFailure, lostAtMs = [] } = row;
  if (lostAtMs.length > 0)
    return lostAtMs.map((lost, at) => ({ workerId: null, attempt: at + 1, atMs: lost }));
  return lastFailure !== null && isDeath(lastFailure) ? [deathOf(lastFailure, attempt, atMs)] : [];
}

/** An attempt was lost with its worker. */
export function workerLostFailure(workerId: string): Failure {
  return {
    name: 'WorkerLostError',
    code: 'WORKER_LOST',
    message: `worker ${workerId} was lost while it ran this attempt`,
    fields: { workerId },
  };
}

/** Why the run is blocked: which activity, and who died of it. */
export function poisonFailure(
  activity: { readonly activityId: ActivityId; readonly name: string },
  deaths: readonly Death[],
): Failure {
  const { activityId, name } = activity;
  const list = deaths.map(
    ({ workerId, attempt, atMs }) =>
      `${workerId === null ? 'the worker that owned the run' : `worker ${workerId}`} at ${new Date(atMs).toISOString()} (attempt ${attempt})`,
  );
  return {
    name: 'PoisonActivityError',
    code: 'POISON',
    message:
      `activity ${name} (${activityId}) ended its worker ${deaths.length} times: ${list.join(', ')}. ` +
      'It is not run again until somebody lets it go on; fix it first, or terminate the run',
    fields: { activityId, activity: name, deaths: deaths.map((death) => ({ ...death })) },
  };
}
