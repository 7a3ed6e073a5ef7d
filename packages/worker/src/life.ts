// One life of a worker: from its registration to the loss of its lease, or to its stop. Everything that names its id lives and ends with it.
import type { SessionId, Shard } from '@baton/core';
import {
  createOwner,
  createSweeps,
  type ActivityTask,
  type Cancel,
  type DatabaseClock,
  type Hint,
  type Owner,
  type Sweeps,
} from '@baton/engine';
import type { ActivitySession } from '@baton/workflow';
import { ClaimedAttempts, type ClaimedOptions } from './activity/claimed-attempts.ts';
import { createHeartbeatBatch } from './activity/heartbeat-batch.ts';
import { createInlineExecutor } from './activity/inline-executor.ts';
import { startLease, type Lease } from './lease/lease-loop.ts';
import type { Identity } from './lease/register.ts';
import { startCancelLoop, type Abortable } from './loops/cancel-loop.ts';
import { startClaimLoop } from './loops/claim-loop.ts';
import type { Loop } from './loops/loop.ts';
import { startPeerLoop } from './loops/peer-loop.ts';
import { startSessionLoop } from './loops/session-loop.ts';
import type { Machine } from './machine.ts';
import { createResolver } from './resolver.ts';
import type { Settings } from './settings.ts';

export interface Life {
  readonly identity: Identity;
  readonly owner: Owner;
  /** Resolves when the lease is lost. */
  readonly lost: Promise<void>;
  /** Takes nothing new; work may go on for `graceMs`, then it is told to stop. */
  readonly stop: (graceMs: number) => Promise<void>;
}

/** After the handlers have been told to stop: they still have to unwind, and their ends to be written. */
const LAST_WORDS_MS = 2_000;

export function startLife(settings: Settings, clock: DatabaseClock, identity: Identity): Life {
  const { storage, log, machine } = settings;
  let over = false;
  const onRetry = (delayMs: number): void => {
    loops.claims?.wakeAfter(delayMs);
    loops.sessionClaims?.wakeAfter(delayMs);
  };
  const attempts = claimedAttempts(settings, identity, { clock, onRetry, isOver: () => over });
  const shards = (): readonly Shard[] => lease.shards();
  const sweeps: Sweeps = createSweeps({
    storage,
    clock,
    scheduler: machine,
    shards,
    log,
    started: (run) => owner.adopt(run),
  });
  const owner = ownerOf(settings, { clock, identity, sweeps, attempts, onRetry });
  let lose: () => void = () => undefined;
  const lost = new Promise<void>((resolve) => (lose = resolve));
  const lease: Lease = startLease({
    storage,
    workerId: identity.workerId,
    leaseMs: settings.leaseMs,
    clock,
    log,
    machine,
    onShards: (owned) => owner.setShards(owned),
    onLost: () => lose(),
  });
  const loops = startLoops(settings, identity, { owner, attempts });
  const stopListening = storage.onHint((hint) => hear(hint, { settings, identity, owner, loops }));
  sweeps.start();
  settings.peers.announce(identity.workerId);
  const watch = startPeerLoop(settings);

  const quiet = async (): Promise<void> => {
    const pulling = [loops.claims, loops.sessionClaims, loops.sessions].filter((loop) => loop !== null);
    await Promise.all(pulling.map((loop) => loop.stop()));
  };
  const end = async (): Promise<void> => {
    over = true;
    stopListening();
    sweeps.stop();
    settings.peers.withdraw(identity.workerId);
    await Promise.all([loops.cancels.stop(), watch.stop(), lease.stop()]);
  };
  return {
    identity,
    owner,
    lost,
    stop: async (graceMs) => {
      await quiet();
      await Promise.all([owner.stop(graceMs), drained(attempts, graceMs, machine)]);
      await end();
    },
  };
}

interface Slots {
  readonly ordinary: ClaimedAttempts;
  /** Slots of their own, so that sessions and other work never wait for each other. */
  readonly inSessions: ClaimedAttempts;
}

function claimedAttempts(
  settings: Settings,
  identity: Identity,
  events: Pick<ClaimedOptions, 'clock' | 'onRetry' | 'isOver'>,
): Slots {
  const { storage, registry, log, tokens, machine } = settings;
  const sendBeat = createHeartbeatBatch(storage, machine);
  const sessionOf = ({ sessionId, epoch }: ActivityTask): ActivitySession | null =>
    sessionId === null ? null : sessionFor(identity, sessionId, epoch);
  const make = () =>
    new ClaimedAttempts({ ...events, storage, registry, log, machine, tokens, sendBeat, sessionOf });
  return { ordinary: make(), inSessions: make() };
}

function sessionFor(identity: Identity, sessionId: SessionId, epoch: number): ActivitySession {
  return { sessionId, epoch, workerId: identity.workerId, hostName: identity.hostName };
}

interface OwnerParts {
  readonly clock: DatabaseClock;
  readonly identity: Identity;
  readonly sweeps: Sweeps;
  readonly attempts: Slots;
  readonly onRetry: (delayMs: number) => void;
}

function ownerOf(settings: Settings, { clock, identity, sweeps, attempts, onRetry }: OwnerParts): Owner {
  const { storage, registry, taskQueues, workflows, designs, tokens, log, machine, maxConcurrentActivities } =
    settings;
  const isFull = (): boolean => attempts.ordinary.running >= maxConcurrentActivities;
  return createOwner({
    storage,
    resolver: createResolver(workflows, designs),
    inline: createInlineExecutor({
      registry,
      taskQueues,
      isFull,
      clock,
      onRetry,
      tokens,
      scheduler: machine,
      sendBeat: createHeartbeatBatch(storage, machine),
    }),
    workerId: identity.workerId,
    clock,
    scheduler: machine,
    random: machine.randomBytes,
    limits: { inlineSlots: maxConcurrentActivities, ...settings.limits },
    log,
    wroteOutbox: () => sweeps.wroteOutbox(),
  });
}

interface Loops {
  readonly claims: Loop | null;
  readonly sessionClaims: Loop | null;
  readonly sessions: Loop | null;
  readonly cancels: Loop;
}

function startLoops(
  settings: Settings,
  { workerId, workerKey }: Identity,
  { owner, attempts }: { readonly owner: Owner; readonly attempts: Slots },
): Loops {
  const { storage, log, machine, registry, taskQueues, maxConcurrentActivities, maxSessionActivities } =
    settings;
  const { ordinary, inSessions } = attempts;
  const activities = registry.names;
  const has = { activities: activities.length > 0, sessions: settings.sessions !== null };
  const common = { storage, workerId, activities, log, machine };
  return {
    claims: has.activities
      ? startClaimLoop({
          ...common,
          name: 'Claiming activities',
          queues: taskQueues,
          attempts: ordinary,
          free: () => maxConcurrentActivities - ordinary.running - owner.stats().inlineRunning,
        })
      : null,
    sessionClaims: has.sessions
      ? startClaimLoop({
          ...common,
          name: 'Claiming activities of sessions',
          queues: [`@${workerKey}`],
          attempts: inSessions,
          free: () => maxSessionActivities - inSessions.running,
        })
      : null,
    sessions: has.sessions ? startSessionLoop({ storage, workerId, queues: taskQueues, log, machine }) : null,
    cancels: startCancelLoop({
      storage,
      workerId,
      attempts: [ordinary, inSessions, inlineOf(owner)],
      log,
      machine,
    }),
  };
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

interface Hearing {
  readonly settings: Settings;
  readonly identity: Identity;
  readonly owner: Owner;
  readonly loops: Loops;
}

function hear(hint: Hint, { settings, identity, owner, loops }: Hearing): void {
  switch (hint.kind) {
    case 'inbox':
      owner.wake(hint);
      break;
    case 'queue':
      if (hint.queues.some((queue) => settings.taskQueues.includes(queue))) loops.claims?.wake();
      if (hint.queues.includes(`@${identity.workerKey}`)) loops.sessionClaims?.wake();
      break;
    case 'session':
      if (hint.queues.some((queue) => settings.taskQueues.includes(queue))) loops.sessions?.wake();
      break;
    case 'cancel':
      if (hint.workerId === identity.workerId) loops.cancels.wake();
      break;
    case 'history':
      break;
  }
}

async function drained({ ordinary, inSessions }: Slots, graceMs: number, machine: Machine): Promise<void> {
  const both = [ordinary, inSessions];
  const idle = Promise.all(both.map((attempts) => attempts.idle()));
  await within(graceMs, idle, machine);
  for (const attempts of both) attempts.abortAll('WORKER_SHUTDOWN');
  await within(LAST_WORDS_MS, idle, machine);
}

async function within(ms: number, done: Promise<unknown>, machine: Machine): Promise<void> {
  let cancel: Cancel = () => undefined;
  await Promise.race([done, new Promise<void>((resolve) => (cancel = machine.after(ms, resolve)))]);
  cancel();
}
