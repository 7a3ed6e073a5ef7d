// What a life does again and again, and what wakes it.
import type { DatabaseClock, Hint, Owner } from '@baton/engine';
import type { Lease } from './lease/lease-loop.ts';
import type { Identity } from './lease/register.ts';
import { startCancelLoop, type Abortable } from './loops/cancel-loop.ts';
import { startClaimLoop } from './loops/claim-loop.ts';
import type { LimitWatch } from './loops/limit-loop.ts';
import type { Loop } from './loops/loop.ts';
import { startReturnLoop } from './loops/return-loop.ts';
import { startSessionLoop } from './loops/session-loop.ts';
import type { Settings } from './settings.ts';
import type { Slots } from './slots.ts';

export interface Loops {
  readonly claims: Loop | null;
  readonly sessionClaims: Loop | null;
  readonly sessions: Loop | null;
  readonly returns: Loop | null;
  readonly cancels: Loop;
}

/** Where nobody looks for all of them at once. */
const POLL_MS = 900;
/** Sessions wait for a worker when it registers; this is for one whose loss is noticed, or told, later than that. */
const RETURN_POLL_MS = 5_000;

interface Running {
  readonly owner: Owner | null;
  readonly limits: LimitWatch | null;
  readonly attempts: Slots;
  readonly clock: DatabaseClock;
}

export function startLoops(settings: Settings, identity: Identity, running: Running): Loops {
  const { owner, limits, attempts } = running;
  const { workerId } = identity;
  const { storage, log, machine, registry, taskQueues, maxConcurrentActivities, maxSessionActivities } =
    settings;
  const { ordinary, inSessions } = attempts;
  const activities = registry.names;
  const has = { activities: activities.length > 0, sessions: settings.sessions !== null };
  const nextStartMs = (): number | null => limits?.nextStartMs() ?? null;
  let claims = 0;
  const nextClaim = (): number => (claims += 1);
  const pollMs = settings.engine === null ? POLL_MS : null;
  const common = { storage, workerId, activities, nextClaim, pollMs, log, machine, nextStartMs };
  const sessionClaims = has.sessions
    ? startClaimLoop({
        ...common,
        name: 'Claiming activities of sessions',
        queues: [ownQueue(identity)],
        attempts: inSessions,
        free: () => roomOf(inSessions, maxSessionActivities),
      })
    : null;
  return {
    sessionClaims,
    claims: has.activities
      ? startClaimLoop({
          ...common,
          name: 'Claiming activities',
          queues: taskQueues,
          attempts: ordinary,
          free: () => roomOf(ordinary, maxConcurrentActivities) - (owner?.stats().inlineRunning ?? 0),
        })
      : null,
    returns: has.sessions ? returnsOf(settings, workerId, running.clock, () => sessionClaims?.wake()) : null,
    sessions: has.sessions
      ? startSessionLoop({ storage, workerId, queues: taskQueues, pollMs, log, machine })
      : null,
    cancels: startCancelLoop({
      storage,
      workerId,
      attempts: [ordinary, inSessions, ...(owner === null ? [] : [inlineOf(owner)])],
      pollMs,
      log,
      machine,
    }),
  };
}

function returnsOf(
  { storage, engine, log, machine, onReestablish, onReestablishMs: hookMs }: Settings,
  workerId: Identity['workerId'],
  clock: DatabaseClock,
  onOpen: () => void,
): Loop {
  const pollMs = engine === null ? RETURN_POLL_MS : null;
  return startReturnLoop({ storage, workerId, clock, pollMs, log, machine, onReestablish, hookMs, onOpen });
}

/** How many more may run. While the storage is slow to take ends, no more than as many again are kept. */
function roomOf({ running, untoldEnds }: Slots['ordinary'], slots: number): number {
  return slots - running - Math.max(0, untoldEnds - slots);
}

/** Nothing new is taken from then on. */
export async function stopPulling({ claims, sessionClaims, sessions, returns }: Loops): Promise<void> {
  await Promise.all([claims, sessionClaims, sessions, returns].map(async (loop) => loop?.stop()));
}

/** Inline attempts that have got a row can be asked to stop as others can. */
function inlineOf(owner: Owner): Abortable {
  return {
    get running() {
      return owner.stats().inlineRunning;
    },
    abort: (target, reason) => owner.abort(target, reason),
  };
}

export interface Hearing {
  readonly settings: Settings;
  readonly identity: Identity;
  readonly owner: Owner | null;
  readonly limits: LimitWatch | null;
  readonly lease: Pick<Lease, 'owned' | 'wake' | 'isDueWithin' | 'heard'>;
  readonly loops: Loops;
}

export function ownQueue({ workerKey }: Identity): string {
  return `@${workerKey}`;
}

type Ears = { readonly [K in Hint['kind']]?: (hint: Extract<Hint, { kind: K }>, hearing: Hearing) => void };

/** What is woken by what; other hints are for others. */
const ears: Ears = {
  inbox: (hint, { owner }) => owner?.wake(hint),
  question: (hint, { owner }) => owner?.wake(hint),
  queue: ({ queues }, { settings, identity, loops }) => {
    if (polls(settings, queues)) loops.claims?.wake();
    if (queues.includes(ownQueue(identity))) loops.sessionClaims?.wake();
  },
  session: ({ queues }, { settings, loops }) => {
    if (polls(settings, queues)) loops.sessions?.wake();
  },
  lease: (_, { owner, lease }) => {
    if (owner !== null) lease.wake();
  },
  limit: ({ changed }, { limits, loops }) => {
    loops.claims?.wake();
    loops.sessionClaims?.wake();
    if (changed) limits?.wake();
  },
  cancel: ({ workerId }, { identity, loops }) => {
    if (workerId === identity.workerId) loops.cancels.wake();
  },
};

export function hear(hint: Hint, hearing: Hearing): void {
  // The table has, for each kind, a function of that kind's hints; TypeScript can't relate the two look-ups.
  const ear = ears[hint.kind] as ((hint: Hint, hearing: Hearing) => void) | undefined;
  ear?.(hint, hearing);
}

export function polls({ taskQueues }: Settings, queues: readonly string[]): boolean {
  return queues.some((queue) => taskQueues.includes(queue));
}
