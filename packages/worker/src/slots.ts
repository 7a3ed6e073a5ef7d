// The attempts that run in a life.
import type { SessionId } from '@baton/core';
import type { ActivityTask, Cancel } from '@baton/engine';
import type { ActivitySession } from '@baton/workflow';
import { ClaimedAttempts, type ClaimedOptions } from './activity/claimed-attempts.ts';
import { createHeartbeatBatch } from './activity/heartbeat-batch.ts';
import type { Identity } from './lease/register.ts';
import type { Machine } from './machine.ts';
import type { Settings } from './settings.ts';

/** After the handlers have been told to stop: they still have to unwind, and their ends to be written. */
const LAST_WORDS_MS = 2_000;

export interface Slots {
  readonly ordinary: ClaimedAttempts;
  /** Slots of their own, so that sessions and other work never wait for each other. */
  readonly inSessions: ClaimedAttempts;
}

export function claimedAttempts(
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

export async function drained(
  { ordinary, inSessions }: Slots,
  graceMs: number,
  machine: Machine,
): Promise<void> {
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
