// Replays the grant log against the plan: at no moment more than allowed, and in the promised order.
import type { Allowance } from '../mixes/mix.ts';
import type { GrantEntry } from '../grants.ts';
import { Holdings, type Taken } from './timeline.ts';

export interface GrantPlan {
  /** What whoever has this worker key may hold; `null`: nobody was told to have it. */
  readonly allowanceOf: (workerKey: string) => Allowance | null;
  /** After its time a request may wait for the sweep of an owner that has to be found first. */
  readonly lateMs: number;
}

export interface GrantReport {
  readonly requested: number;
  readonly served: number;
  /** How often, by the reason of the failure. */
  readonly failed: Readonly<Record<string, number>>;
  readonly waitsMs: readonly number[];
  /** How much later than its creation timeout a request was told. */
  readonly latesMs: readonly number[];
  /** The most sessions that one worker had at one moment. */
  readonly mostHeld: number;
  readonly violations: readonly string[];
}

export function checkGrants(log: readonly GrantEntry[], plan: GrantPlan): GrantReport {
  const holdings = new Holdings((key) => plan.allowanceOf(key)?.host ?? '');
  const violations: string[] = [];
  let mostHeld = 0;
  for (const entry of log) {
    const wasHeld = holdings.apply(entry);
    violations.push(...illegal(entry, wasHeld));
    if (!isHeld(entry) || entry.workerKey === null) continue;
    const taken = holdings.taken(entry.workerKey);
    mostHeld = Math.max(mostHeld, taken.sessions);
    violations.push(...excess(entry, taken, plan));
  }
  violations.push(...tooEarlyOrLate(log, plan.lateMs));
  for (const [sessionId, key] of holdings.left())
    violations.push(`session ${sessionId} still holds a slot of ${key}`);
  return { ...figuresOf(log), mostHeld, violations };
}

function figuresOf(log: readonly GrantEntry[]): Omit<GrantReport, 'mostHeld' | 'violations'> {
  const failed: Record<string, number> = {};
  for (const { state, reason } of log)
    if (state === 'failed') failed[reason ?? '?'] = (failed[reason ?? '?'] ?? 0) + 1;
  const opened = log.filter(({ was, state }) => was === 'requested' && state === 'open');
  return {
    requested: log.filter(({ was }) => was === null).length,
    served: opened.length,
    failed,
    waitsMs: opened.map(({ atMs, requestedAtMs }) => atMs - requestedAtMs),
    latesMs: log.filter(isTimedOut).map((entry) => entry.atMs - entry.requestedAtMs - entry.creationMs),
  };
}

function isHeld({ state }: GrantEntry): boolean {
  return state === 'open' || state === 'suspended';
}

function isTimedOut({ was, state, reason }: GrantEntry): boolean {
  return was === 'requested' && state === 'failed' && reason !== 'UNSATISFIABLE';
}

function excess({ sessionId, workerKey }: GrantEntry, taken: Taken, plan: GrantPlan): readonly string[] {
  const allowed = plan.allowanceOf(workerKey ?? '');
  if (allowed === null) return [`session ${sessionId} was given to ${workerKey}, which nobody started`];
  const problems: string[] = [];
  if (taken.sessions > allowed.sessions)
    problems.push(`${workerKey} held ${taken.sessions} sessions of ${allowed.sessions} with ${sessionId}`);
  const beyond = (who: string, given: Taken['resources'], room: Allowance['resources']): void => {
    for (const [name, amount] of Object.entries(given)) {
      if (name in room && amount > (room[name] ?? 0))
        problems.push(`${who} gave ${amount} ${name} of ${room[name]} with ${sessionId}`);
    }
  };
  beyond(workerKey ?? '', taken.resources, allowed.resources);
  beyond(allowed.host, taken.ofHost, allowed.hostResources);
  return [...problems, ...unknown(sessionId, taken, allowed)];
}

function unknown(sessionId: string, { resources }: Taken, allowed: Allowance): readonly string[] {
  const names = Object.keys(resources).filter(
    (name) => !(name in allowed.resources || name in allowed.hostResources),
  );
  return names.map((name) => `session ${sessionId} was given ${name}, which nobody has`);
}

const steps: Readonly<Record<string, readonly GrantEntry['state'][]>> = {
  '': ['requested'],
  requested: ['open', 'failed', 'closed'],
  open: ['suspended', 'failed', 'closed'],
  suspended: ['open', 'failed', 'closed'],
};

function illegal({ sessionId, was, state }: GrantEntry, wasHeld: boolean): readonly string[] {
  const problems: string[] = [];
  if (steps[was ?? '']?.includes(state) !== true)
    problems.push(`session ${sessionId} went from ${was} to ${state}`);
  if ((was === 'open' || was === 'suspended') !== wasHeld)
    problems.push(`session ${sessionId} is ${state}, and what it was before is not in the log`);
  return problems;
}

function tooEarlyOrLate(log: readonly GrantEntry[], lateMs: number): readonly string[] {
  return log.filter(isTimedOut).flatMap((entry) => {
    const late = entry.atMs - entry.requestedAtMs - entry.creationMs;
    // The request is dated by the clock of its run's owner, to the millisecond.
    if (late < -50) return [`session ${entry.sessionId} was refused ${-late} ms before its creationTimeout`];
    return late > lateMs
      ? [`session ${entry.sessionId} was refused ${late} ms after its creationTimeout`]
      : [];
  });
}
