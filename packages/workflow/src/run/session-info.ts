import type { SessionId, WorkerId } from '@baton/core';

export type SessionStatus = 'requested' | 'open' | 'suspended' | 'failed' | 'closed';

/** What a session is known by, the same on replay. */
export interface SessionInfo {
  readonly sessionId: SessionId;
  readonly hostName: string;
  readonly workerId: WorkerId;
  readonly state: SessionStatus;
  /** Counts up each time a lost worker comes back. */
  readonly epoch: number;
  readonly resources: Readonly<Record<string, number>>;
  /** For `recreateSession`: a new session on the same worker. */
  readonly recreateToken: string;
}
