import type { SessionId, WorkerId } from '@baton/core';

export type SessionStatus = 'requested' | 'open' | 'suspended' | 'failed' | 'closed';

/** What a session is known by, the same on replay. */
export interface SessionInfo {
  readonly sessionId: SessionId;
  readonly hostName: string;
  readonly workerId: WorkerId;
  readonly state: SessionStatus;
  /** Its worker takes no new sessions and will stop some time: the workflow may move. `condition(() => session.info.isDraining)` waits for it. */
  readonly isDraining: boolean;
  /** Counts up each time a lost worker comes back. */
  readonly epoch: number;
  readonly resources: Readonly<Record<string, number>>;
  /** For `recreateSession`: a new session on the same worker. */
  readonly recreateToken: string;
}
