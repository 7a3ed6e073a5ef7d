// What a run knows of one of its sessions, and how that changes.
//
// requested → open ⇄ suspended → failed;  requested, open, suspended → closed.  Nothing leaves failed and closed.
import {
  SessionClosedError,
  SessionFailedError,
  type GivenSession,
  type SessionId,
  type SessionOptions,
  type WorkerId,
  type WorkerKey,
} from '@baton/core';
import type { FrameSession } from '../run/frame.ts';
import type { SessionInfo, SessionStatus } from '../run/session-info.ts';
import { recreateTokenFor } from './recreate-token.ts';

/** Where it was opened. */
export interface Place {
  readonly workerId: WorkerId;
  readonly workerKey: WorkerKey;
  readonly hostName: string;
  readonly epoch: number;
}

/** What a session that is made again at its place asks for, too. */
type Kept = Pick<SessionOptions, 'resources' | 'taskQueue' | 'buildId'>;

export class SessionRecord implements FrameSession {
  readonly sessionId: SessionId;
  readonly options: Kept;
  /** False: it was given to this run, and is another's to complete. */
  readonly isOwn: boolean;
  private status: SessionStatus = 'requested';
  private place: Place | null = null;
  private draining = false;
  private failure: SessionFailedError | null = null;

  constructor(sessionId: SessionId, options: Kept, isOwn = true) {
    this.sessionId = sessionId;
    this.isOwn = isOwn;
    const { resources, taskQueue, buildId } = options;
    this.options = { resources, taskQueue, ...(buildId === undefined ? {} : { buildId }) };
  }

  /** As it was when it was given to this run. */
  static of(given: GivenSession, isOwn: boolean): SessionRecord {
    const record = new SessionRecord(given.sessionId, given.options, isOwn);
    record.open(given);
    if (given.isDraining) record.drain();
    if (given.status === 'suspended') record.suspend();
    if (given.status === 'failed')
      record.fail(new SessionFailedError('the session had failed before', given.reason ?? 'WORKER_LOST'));
    if (given.status === 'closed') record.close();
    return record;
  }

  get isOpen(): boolean {
    return this.status === 'open' || this.status === 'suspended';
  }

  get isRequested(): boolean {
    return this.status === 'requested';
  }

  get refusal(): Error | null {
    if (this.failure !== null) {
      const { message, reason, cause } = this.failure;
      return new SessionFailedError(message, reason, cause);
    }
    return this.isOpen ? null : new SessionClosedError(`Session ${this.sessionId} is ${this.status}`);
  }

  get info(): SessionInfo {
    const place = this.place;
    if (place === null) throw new TypeError(`Session ${this.sessionId} has never been open`);
    return {
      sessionId: this.sessionId,
      hostName: place.hostName,
      workerId: place.workerId,
      state: this.status,
      isDraining: this.draining,
      epoch: place.epoch,
      resources: this.options.resources,
      recreateToken: recreateTokenFor({ workerKey: place.workerKey, ...this.options }),
    };
  }

  open(place: Place): void {
    if (this.status !== 'requested') return;
    this.status = 'open';
    const { workerId, workerKey, hostName, epoch } = place;
    this.place = { workerId, workerKey, hostName, epoch };
  }

  drain(): void {
    this.draining = true;
  }

  suspend(): void {
    if (this.status === 'open') this.status = 'suspended';
  }

  reopen(at: Omit<Place, 'workerKey'>): void {
    if (this.status !== 'suspended' || this.place === null) return;
    this.status = 'open';
    this.place = { ...this.place, ...at };
    // Its worker is back: another process.
    this.draining = false;
  }

  fail(failure: SessionFailedError): void {
    if (this.status === 'closed') return;
    this.status = 'failed';
    this.failure = failure;
  }

  close(): void {
    if (this.status !== 'failed') this.status = 'closed';
  }
}
