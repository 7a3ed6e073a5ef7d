// The recipe that everybody writes by hand: open, work, start again on another worker if this one is lost, clean up, close.
import { type Duration, type SessionFailureReason } from '@baton/core';
import type { CreateSessionOptions } from '../define/session-options.ts';
import { mark, patched } from './notes.ts';
import { nonCancellable, withTimeout } from './scopes.ts';
import { createSession, isSessionFailure, type Session } from './session.ts';

export interface SessionPolicy {
  /** Which losses lead to a new session. Default `WORKER_LOST`, `WORKER_SHUTDOWN` and `STATE_LOST`. */
  readonly retryOn?: readonly SessionFailureReason[];
  /** Sessions in all. Default 3. */
  readonly maxAttempts?: number;
  /** Runs on the session's worker before it is released, also after an error or a cancel; not if the worker is lost: then a note says so. */
  readonly cleanup?: (session: Session) => unknown;
  /** Default 1 minute. What `cleanup` throws or doesn't finish is left at that. */
  readonly cleanupTimeout?: Duration;
}

const lost: readonly SessionFailureReason[] = ['WORKER_LOST', 'WORKER_SHUTDOWN', 'STATE_LOST'];

/**
 * Runs `fn` in a session, and in a new one from the start if its worker is lost.
 * @throws what `createSession` and `fn` throw.
 */
export async function withSession<T>(
  options: CreateSessionOptions,
  fn: (session: Session) => T | Promise<T>,
  policy: SessionPolicy = {},
): Promise<T> {
  const { retryOn = lost, maxAttempts = 3 } = policy;
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(options, fn, policy);
    } catch (error) {
      if (attempt >= maxAttempts || !isSessionFailure(error, retryOn)) throw error;
    }
  }
}

async function once<T>(
  options: CreateSessionOptions,
  fn: (session: Session) => T | Promise<T>,
  policy: SessionPolicy,
): Promise<T> {
  await using session = await createSession(options);
  try {
    return await session.run(() => fn(session));
  } finally {
    await cleanUp(session, policy);
  }
}

async function cleanUp(session: Session, { cleanup, cleanupTimeout = 60_000 }: SessionPolicy): Promise<void> {
  if (cleanup === undefined) return;
  if (session.info.state !== 'open') {
    recordSkipped(session);
    return;
  }
  try {
    await nonCancellable(() =>
      withTimeout(cleanupTimeout, () =>
        session.run(async () => {
          await cleanup(session);
        }),
      ),
    );
  } catch {
    // What `fn` answered or threw is what counts; the session's end frees the worker in any case.
  }
}

/** For whoever looks for what was left on that machine. Runs that passed here before this was written have no note. */
function recordSkipped({ info: { sessionId, workerId, state } }: Session): void {
  if (patched('baton.cleanup-skipped')) mark('cleanupSkipped', { sessionId, workerId, state });
}
