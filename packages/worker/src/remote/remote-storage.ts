// The storage as a worker needs it, over HTTP. What makes it safe is on the other side: attempt, epoch and lease are checked there.
import type { Json } from '@baton/core';
import type { ActivityAnswer, ActivityTarget, ActivityTask, Hint } from '@baton/engine';
import type { Machine } from '../machine.ts';
import type { WorkerStorage } from '../worker-storage.ts';
import type { ClaimedTokens } from './attempt-tokens.ts';
import { codeOf, type Connection } from './connection.ts';
import { RemoteLife } from './remote-life.ts';
import { sendBeats } from './send-beats.ts';

export interface RemoteStorageOptions {
  readonly connection: Connection;
  readonly machine: Machine;
  readonly tokens: ClaimedTokens;
}

export function remoteStorage({ connection, machine, tokens }: RemoteStorageOptions): WorkerStorage {
  const { api } = connection;
  const listeners = new Set<(hint: Hint) => void>();
  const life = new RemoteLife(connection, machine, (hint) => {
    for (const listener of listeners) listener(hint);
  });
  const end = ender({ api, life, tokens });
  const kept = (claimed: Awaited<ReturnType<typeof api.claim.mutate>>): readonly ActivityTask[] =>
    claimed.map(({ tokens: signed, ...rest }) => {
      // JSON has no `undefined`: a task without a checkpoint comes without the field.
      const task = { checkpoint: undefined, ...rest } as ActivityTask;
      tokens.keep(task, signed);
      return task;
    });
  return {
    registerWorker: (registration) => life.begin(registration),
    heartbeatWorker: async () => ({ ...(await life.renew()), shards: [] }),
    renewLease: () => life.renew(),
    releaseWorker: async (_workerId, how) => {
      await api.release.mutate({ worker: life.credential, how }, life.options());
      if (how === 'stopped') life.end();
    },
    claimActivities: async (...[, queues, activities, limit, claim]) => {
      const from = queues[0]?.startsWith('@') === true ? 'sessions' : 'queues';
      const input = { worker: life.credential, from, activities, limit, claim } as const;
      return kept(await api.claim.mutate(input, life.options()));
    },
    recoverClaim: async (_workerId, claim) =>
      kept(await api.recover.mutate({ worker: life.credential, claim }, life.options())),
    claimSessions: async (_workerId, _queues, limit) =>
      (await api.claimSessions.mutate({ worker: life.credential, limit }, life.options())).sessions,
    suspendedSessions: async (_workerId, limit) =>
      (await api.suspendedSessions.mutate({ worker: life.credential, limit }, life.options())).sessions,
    reestablishSessions: (_workerId, returns) =>
      api.reestablishSessions.mutate({ worker: life.credential, returns: [...returns] }, life.options()),
    cancelRequests: () => api.cancels.mutate({ worker: life.credential }, life.options()),
    completeActivity: (target, result) => end(target, { kind: 'completed', result }),
    endAttempt: (target, { failure, ...how }, meta) => {
      const retryAtMs = how.kind === 'retry' ? Math.round(how.availableAtMs) : null;
      return end(target, { kind: 'failed', failure, retryAtMs, ...checkpointOf(meta) });
    },
    reportCancelled: (target, failure) => end(target, { kind: 'cancelled', failure }),
    makeAsync: (target) => end(target, { kind: 'async' }),
    heartbeat: (requests) =>
      sendBeats({ api, call: life.options() }, { worker: life.credential, requests, tokens }),
    // Whoever is on this host is nobody's business here.
    reapWorkers: () => Promise.resolve([]),
    onHint: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

type End = Parameters<Connection['api']['end']['mutate']>[0]['outcome'];

interface Ending {
  readonly api: Connection['api'];
  readonly life: RemoteLife;
  readonly tokens: ClaimedTokens;
}

function ender({ api, life, tokens }: Ending) {
  return async (target: ActivityTarget, outcome: End): Promise<ActivityAnswer> => {
    const attempt = tokens.of(target);
    if (attempt === null) return { kind: 'refused', code: 'ACTIVITY_CLOSED' };
    const call = (what: End) =>
      api.end.mutate({ worker: life.credential, attempt, outcome: what }, life.options());
    const answer = await call(outcome).catch((error: unknown) => {
      const code = codeOf(error);
      if (code === null || !UNFIT.has(code)) throw error;
      return call(unfit(outcome, error as Error, code));
    });
    tokens.forget(target);
    return answer;
  };
}

const UNFIT = new Set(['PAYLOAD_TOO_LARGE', 'INVALID_INPUT', 'BAD_JSON']);

/** The server can't take what the handler answered, and never will: that is how the activity ends. */
function unfit(outcome: End, { message: why }: Error, code: string): End {
  const message = `The server refuses what the activity answered (${outcome.kind}): ${why}`;
  const failure = { name: 'ValidationError', code, message, nonRetryable: true };
  return { kind: 'failed', failure, retryAtMs: null };
}

function checkpointOf({ checkpoint, sequence }: { readonly checkpoint?: Json; readonly sequence?: number }) {
  return checkpoint === undefined || sequence === undefined ? {} : { checkpoint, sequence };
}
