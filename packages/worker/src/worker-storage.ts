// What a worker asks of the storage for activities and sessions alone. A remote worker has it over HTTP.
import type { Storage, TokenSigner } from '@baton/engine';

export type WorkerStorage = Pick<
  Storage,
  | 'registerWorker'
  | 'heartbeatWorker'
  | 'renewLease'
  | 'releaseWorker'
  | 'reapWorkers'
  | 'claimActivities'
  | 'recoverClaim'
  | 'claimSessions'
  | 'suspendedSessions'
  | 'reestablishSessions'
  | 'cancelRequests'
  | 'completeActivity'
  | 'endAttempt'
  | 'reportCancelled'
  | 'makeAsync'
  | 'heartbeat'
  | 'onHint'
>;

/** Makes the tokens that handlers hand out. */
export type AttemptTokens = Pick<TokenSigner, 'activityToken' | 'attemptToken'>;
