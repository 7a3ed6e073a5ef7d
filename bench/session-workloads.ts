// What the benchmark of sessions runs: Se1 opens a session, uses it for one activity and completes it; parked runs keep theirs open.
import { activity, createSession, expectSignal, workflow } from '@baton/workflow';

/** What one run of Se1 took, in milliseconds of this process's clock. */
export interface SessionTimes {
  /** From the call of `createSession` to its answer. */
  readonly createMs: number;
  /** From the call of the activity to its answer. */
  readonly activityMs: number;
}

// Taken before the guards are there: inside of workflow code time stands still, and what is measured here is the real one.
const now = performance.now.bind(performance);
const result = 'x'.repeat(100);
const taken = new Map<string, SessionTimes>();
const open = new Set<string>();

const use = activity<null, string>('use', { startToClose: '1 minute' }, () => result);

const times = { creationTimeout: '10 minutes', executionTimeout: '1 hour' } as const;

const once = workflow('Se1', async (id: string) => {
  const calledAt = now();
  await using session = await createSession(times);
  const openedAt = now();
  await session.run(() => use(null));
  // The last word stands: a run that is replayed says it again, too late for the measurement.
  if (!taken.has(id)) taken.set(id, { createMs: openedAt - calledAt, activityMs: now() - openedAt });
});

const parked = workflow('Parked', async (id: string) => {
  await using session = await createSession({ ...times, executionTimeout: '30 days' });
  open.add(id);
  await session.run(() => expectSignal('go'));
});

export const sessionWorkflows = [once, parked];
export const sessionActivities = [use];

/** What a run of Se1 that has ended took. */
export function timesOf(id: string): SessionTimes {
  const found = taken.get(id);
  if (found === undefined) throw new Error(`${id} has not used its session`);
  taken.delete(id);
  return found;
}

/** Sessions of parked runs that this process has seen opened. */
export function openedSessions(): number {
  return open.size;
}
