// Sessions: several activities on one worker. The commands a workflow gives, and what their events do to it.
import {
  SessionAlreadyOpenError,
  SessionCreationTimeoutError,
  SessionFailedError,
  ValidationError,
  cancelFailure,
  errorFrom,
  sessionLostFailure,
  type Json,
  type JsonObject,
  type SessionCreationFailureReason,
  type SessionFailureReason,
  type SessionId,
  type SessionOptions,
  type StimulusEvent,
} from '@baton/core';
import { recordSession, type CreateSessionOptions } from '../define/session-options.ts';
import { callSite, thrownAt, type CallSite } from '../run/call-site.ts';
import { deferred } from '../run/deferred.ts';
import { commandFrame, enter, workflowFrame, type WorkflowFrame } from '../run/frame.ts';
import { perRun, type Run } from '../run/run.ts';
import type { SessionInfo } from '../run/session-info.ts';
import { cancelInSession, endInSession } from './activity.ts';
import { readRecreateToken } from './recreate-token.ts';
import { SessionRecord } from './session-record.ts';

/** Several activities on one worker. As JSON it is its `info`: in the input of a child, the child can `joinSession`. */
export interface Session extends AsyncDisposable {
  readonly info: SessionInfo;
  /** Every activity called inside runs on the session's worker. */
  readonly run: <T>(fn: () => T) => T;
  /** See `completeSession`. */
  readonly complete: () => Promise<void>;
  readonly toJSON: () => SessionInfo;
}

interface Opening {
  readonly opened: () => void;
  readonly failed: (error: Error) => void;
}

interface Sessions {
  readonly records: Map<SessionId, SessionRecord>;
  readonly opening: Map<SessionId, Opening>;
  /** Set while the run continues as new with its sessions: they are not completed on the way out. */
  handedOver: boolean;
}

const sessions = perRun<Sessions>(() => ({ records: new Map(), opening: new Map(), handedOver: false }));

/**
 * Opens a session on one worker that has room; waits for one until `creationTimeout`.
 *
 * @throws {ValidationError} if a time limit is missing or not above 0. @throws {SessionAlreadyOpenError} inside an open session.
 * @throws {SessionCreationTimeoutError} if no worker took it. @throws {CancelledError} if its scope is cancelled.
 */
export async function createSession(options: CreateSessionOptions): Promise<Session> {
  const frame = commandFrame('createSession()');
  return request(frame, recordSession(options), callSite(createSession));
}

/**
 * Opens a new session on the worker of an earlier one, which may be closed or failed. Its resources, task queue and build are the earlier
 * one's unless given. Waits if that worker is full.
 * @throws {ValidationError} if the token is not one. @throws as `createSession`.
 */
export async function recreateSession(token: string, options: CreateSessionOptions): Promise<Session> {
  const frame = commandFrame('recreateSession()');
  const { workerKey, taskQueue, ...earlier } = readRecreateToken(token);
  const recorded = recordSession({ ...earlier, ...(taskQueue === null ? {} : { taskQueue }), ...options });
  return request(frame, { ...recorded, workerKey }, callSite(recreateSession));
}

/**
 * Ends a session: what runs in it is cancelled, its slot is free in the same transaction. Never throws; does nothing if it is closed or
 * failed, or belongs to the parent.
 */
export async function completeSession(session: Session): Promise<void> {
  await session.complete();
}

/** The innermost session that this code runs in, or `null`. */
export function getSessionInfo(): SessionInfo | null {
  return workflowFrame('getSessionInfo()').session?.info ?? null;
}

/**
 * A session that was given to this run: by its parent, in its input, or handed over by the run that it continues. Activities run in it,
 * and it fails here when it fails there; only one that was handed over is this run's to complete.
 * @throws {ValidationError} if it wasn't given to this run: nobody would tell it what becomes of the session.
 */
export function joinSession(info: SessionInfo): Session {
  const { run } = workflowFrame('joinSession()');
  const record = recordOf(run, info.sessionId);
  if (record === undefined) {
    const wanted = 'the info of a session in the input that the parent gave, or handed over by continueAsNew';
    throw new ValidationError(`wanted ${wanted}, found ${String(info.sessionId)}`, 'session');
  }
  return handle(run, record);
}

/** The sessions of this run whose info is somewhere in the value. */
export function sessionsIn(run: Run, value: Json): readonly SessionId[] {
  const known = knownIds(run);
  if (known.size === 0) return [];
  const found = new Set<SessionId>();
  const look = (at: Json): void => {
    if (typeof at !== 'object' || at === null) return;
    const id = Array.isArray(at) ? undefined : (at as JsonObject)['sessionId'];
    if (known.has(id as SessionId)) found.add(id as SessionId);
    else Object.values(at).forEach(look);
  };
  look(value);
  return [...found];
}

/** In the order in which this run came to know them. */
export function openSessions(run: Run): readonly SessionInfo[] {
  for (const { sessionId } of run.started.given ?? []) recordOf(run, sessionId);
  const open = [...sessions(run).records.values()].filter((record) => record.isOpen);
  return open.map(({ info }) => info);
}

function knownIds(run: Run): ReadonlySet<SessionId> {
  const given = run.started.given ?? [];
  return new Set([...sessions(run).records.keys(), ...given.map(({ sessionId }) => sessionId)]);
}

/** Sessions stay open while the run continues as new. */
export function handSessionsOver(run: Run): void {
  sessions(run).handedOver = true;
}

function request(frame: WorkflowFrame, options: SessionOptions, site: CallSite): Promise<Session> {
  const { run, scope, label } = frame;
  if (frame.session?.isOpen === true) {
    throw new SessionAlreadyOpenError(`Session ${frame.session.sessionId} is open in this scope`);
  }
  if (scope.cancelledWith !== null) throw scope.cancelledWith;
  const sessionId = `${run.ref.runId}/${run.nextId('session')}` as SessionId;
  run.emit({ type: 'RequestSession', sessionId, options, ...(label === undefined ? {} : { label }) });
  const record = new SessionRecord(sessionId, options);
  sessions(run).records.set(sessionId, record);
  const done = deferred<Session>();
  const leaveScope = scope.whenCancelled((error) => {
    sessions(run).opening.delete(sessionId);
    complete(run, record);
    done.reject(error);
  });
  sessions(run).opening.set(sessionId, {
    opened: () => {
      leaveScope();
      done.resolve(handle(run, record));
    },
    failed: (error) => {
      leaveScope();
      done.reject(thrownAt(error, site));
    },
  });
  return done.promise;
}

function handle(run: Run, record: SessionRecord): Session {
  const close = async (): Promise<void> => {
    if (record.isOwn && !sessions(run).handedOver) complete(run, record);
  };
  return {
    get info() {
      return record.info;
    },
    run: (fn) => enter({ ...workflowFrame('session.run()'), session: record }, fn),
    complete: close,
    [Symbol.asyncDispose]: close,
    toJSON: () => record.info,
  };
}

function complete(run: Run, record: SessionRecord): void {
  if (!record.isOpen && !record.isRequested) return;
  cancelInSession(run, record.sessionId);
  record.close();
  run.emit({ type: 'CompleteSession', sessionId: record.sessionId });
}

/** Its own, or one that was given to it. */
function recordOf(run: Run, sessionId: SessionId): SessionRecord | undefined {
  const { records } = sessions(run);
  const known = records.get(sessionId);
  if (known !== undefined) return known;
  const { given = [], sessions: owned = [] } = run.started;
  const found = given.find((session) => session.sessionId === sessionId);
  if (found === undefined) return undefined;
  const record = SessionRecord.of(found, owned.includes(sessionId));
  records.set(sessionId, record);
  return record;
}

// ---- what happens to it -------------------------------------------------------------------------------------------------

type Of<Type extends StimulusEvent['type']> = Extract<StimulusEvent, { readonly type: Type }>;

export function sessionOpened(run: Run, event: Of<'SessionOpened'>): void {
  const record = sessions(run).records.get(event.sessionId);
  if (record?.isRequested !== true) return;
  record.open(event);
  takeOpening(run, event.sessionId)?.opened();
}

export function sessionCreationFailed(
  run: Run,
  event: {
    readonly sessionId: SessionId;
    readonly reason: SessionCreationFailureReason;
    readonly message: string;
    readonly position: number | null;
  },
): void {
  sessions(run).records.get(event.sessionId)?.close();
  takeOpening(run, event.sessionId)?.failed(
    new SessionCreationTimeoutError(event.message, event.reason, event.position),
  );
}

export function sessionFailed(run: Run, event: Of<'SessionFailed'>): void {
  const { sessionId, reason, message, cause } = event;
  const failure = new SessionFailedError(message, reason, cause === undefined ? undefined : errorFrom(cause));
  recordOf(run, sessionId)?.fail(failure);
  takeOpening(run, sessionId)?.failed(failure);
  endInSession(run, sessionId, sessionLostFailure(reason, message, cause));
}

/** The run that it was given by has ended it. */
export function sessionEnded(run: Run, { sessionId }: { readonly sessionId: SessionId }): void {
  recordOf(run, sessionId)?.close();
  endInSession(run, sessionId, cancelFailure('SESSION_COMPLETED', 'The session was completed'));
}

export function sessionDraining(run: Run, event: { readonly sessionId: SessionId }): void {
  recordOf(run, event.sessionId)?.drain();
}

export function sessionSuspended(run: Run, event: { readonly sessionId: SessionId }): void {
  recordOf(run, event.sessionId)?.suspend();
}

export function sessionReestablished(run: Run, event: Of<'SessionReestablished'>): void {
  const { workerId, hostName, epoch } = event;
  recordOf(run, event.sessionId)?.reopen({ workerId, hostName, epoch });
}

function takeOpening(run: Run, sessionId: SessionId): Opening | undefined {
  const { opening } = sessions(run);
  const found = opening.get(sessionId);
  opening.delete(sessionId);
  return found;
}

/** True for a cancellation (or an error) that a failed session caused, with one of these reasons. */
export function isSessionFailure(error: unknown, reasons: readonly SessionFailureReason[]): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof SessionFailedError) return reasons.includes(at.reason);
  }
  return false;
}
