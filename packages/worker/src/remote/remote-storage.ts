// The storage as a worker needs it, over HTTP. What makes it safe is on the other side: attempt, epoch and lease are checked there.
import type { Json, WorkerId } from '@baton/core';
import type { ActivityAnswer, ActivityTarget, ActivityTask, Hint, WorkerRegistration } from '@baton/engine';
import { WorkerRefusedError } from '../lease/register.ts';
import type { Machine } from '../machine.ts';
import type { WorkerStorage } from '../worker-storage.ts';
import type { ClaimedTokens } from './attempt-tokens.ts';
import { codeOf, type Connection } from './connection.ts';
import { listen } from './ear.ts';
import { sendBeats } from './send-beats.ts';

export interface RemoteStorageOptions {
  readonly connection: Connection;
  readonly machine: Machine;
  readonly tokens: ClaimedTokens;
}

type End = Parameters<Connection['api']['end']['mutate']>[0]['outcome'];

/** An answer that takes longer than this comes too late for whoever asked. */
const CALL_MS = 15_000;
/** Nothing that is tried again would be taken: the program, or its key, has to be changed. */
const FATAL = new Set(['INVALID_API_KEY', 'UNAUTHENTICATED', 'FORBIDDEN', 'INVALID_INPUT', 'NOT_FOUND']);

export function remoteStorage({ connection, machine, tokens }: RemoteStorageOptions): WorkerStorage {
  const { api, within } = connection;
  const listeners = new Set<(hint: Hint) => void>();
  const lives = new Map<WorkerId, Life>();

  const credentialOf = (workerId: WorkerId): string => lives.get(workerId)?.credential ?? '';
  const leave = (workerId: WorkerId): void => {
    lives.get(workerId)?.stopListening();
    lives.delete(workerId);
  };
  const renew = (workerId: WorkerId) => {
    const life = lives.get(workerId);
    // Part of the lease: a renewal that is stuck for longer is better tried again.
    const options = within((life?.leaseMs ?? CALL_MS) / 3);
    return api.heartbeat.mutate({ worker: life?.credential ?? '' }, options);
  };

  function begin(registration: WorkerRegistration, credential: string): void {
    const { workerId, workerKey, taskQueues, leaseMs } = registration;
    for (const old of [...lives.keys()]) leave(old);
    const stopListening = listen({
      ...{ connection, machine, workerId, workerKey, taskQueues, credential },
      onHint: (hint) => {
        for (const listener of listeners) listener(hint);
      },
      onBroken: () => void renew(workerId).catch(() => undefined),
    });
    lives.set(workerId, { credential, leaseMs, stopListening });
  }

  const end = async (target: ActivityTarget, outcome: End): Promise<ActivityAnswer> => {
    const attempt = tokens.of(target);
    if (attempt === null) return { kind: 'refused', code: 'ACTIVITY_CLOSED' };
    const [life] = [...lives.values()];
    const call = (what: End) =>
      api.end.mutate({ worker: life?.credential ?? '', attempt, outcome: what }, within(CALL_MS));
    const answer = await call(outcome).catch((error: unknown) => {
      if (!isUnfit(error)) throw error;
      return call(unfit(outcome, error));
    });
    tokens.forget(target);
    return answer;
  };

  return {
    registerWorker: async (registration) => {
      const { workflows: _, ownsRuns: __, ...input } = registration;
      const answer = await register(connection, input);
      if ('refused' in answer) return answer;
      begin(registration, answer.worker);
      return { nowMs: answer.nowMs };
    },
    heartbeatWorker: async (workerId) => {
      try {
        return { ...(await renew(workerId)), shards: [] };
      } catch (error) {
        // The server has changed its secret: what it signed before counts no more.
        if (codeOf(error) === 'INVALID_TOKEN') return { nowMs: machine.nowMs(), held: false, shards: [] };
        throw error;
      }
    },
    releaseWorker: async (workerId, how) => {
      await api.release.mutate({ worker: credentialOf(workerId), how }, within(CALL_MS));
      if (how === 'stopped') leave(workerId);
    },
    claimActivities: async (workerId, queues, activities, limit) => {
      const from = queues[0]?.startsWith('@') === true ? 'sessions' : 'queues';
      const input = { worker: credentialOf(workerId), from, activities, limit } as const;
      const claimed = await api.claim.mutate(input, within(CALL_MS));
      return claimed.map(({ tokens: signed, ...rest }) => {
        // JSON has no `undefined`: a task without a checkpoint comes without the field.
        const task = { checkpoint: undefined, ...rest } as ActivityTask;
        tokens.keep(task, signed);
        return task;
      });
    },
    claimSessions: async (workerId, _queues, limit) => {
      const input = { worker: credentialOf(workerId), limit };
      return (await api.claimSessions.mutate(input, within(CALL_MS))).sessions;
    },
    cancelRequests: (workerId) => api.cancels.mutate({ worker: credentialOf(workerId) }, within(CALL_MS)),
    completeActivity: (target, result) => end(target, { kind: 'completed', result }),
    endAttempt: (target, { failure, ...how }, meta) =>
      end(target, {
        kind: 'failed',
        failure,
        retryAtMs: how.kind === 'retry' ? Math.round(how.availableAtMs) : null,
        ...checkpointOf(meta),
      }),
    reportCancelled: (target, failure) => end(target, { kind: 'cancelled', failure }),
    makeAsync: (target) => end(target, { kind: 'async' }),
    heartbeat: (requests) => {
      const [life] = [...lives.values()];
      return sendBeats(connection, { worker: life?.credential ?? '', requests, tokens });
    },
    // Whoever is on this host is nobody's business here.
    reapWorkers: () => Promise.resolve([]),
    onHint: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

interface Life {
  readonly credential: string;
  readonly leaseMs: number;
  readonly stopListening: () => void;
}

async function register({ api, within }: Connection, input: Parameters<typeof api.register.mutate>[0]) {
  try {
    return await api.register.mutate(input, within(CALL_MS));
  } catch (error) {
    const code = codeOf(error);
    if (code === null || !FATAL.has(code)) throw error;
    throw new WorkerRefusedError(`The server refuses this worker: ${(error as Error).message}`, code, error);
  }
}

function isUnfit(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'PAYLOAD_TOO_LARGE' || code === 'INVALID_INPUT' || code === 'BAD_JSON';
}

/** The server can't take what the handler answered, and never will: that is how the activity ends. */
function unfit(outcome: End, error: unknown): End {
  const message = `The server refuses what the activity answered (${outcome.kind}): ${(error as Error).message}`;
  const failure = { name: 'ValidationError', code: 'INVALID_INPUT', message, nonRetryable: true };
  return { kind: 'failed', failure, retryAtMs: null };
}

function checkpointOf({ checkpoint, sequence }: { readonly checkpoint?: Json; readonly sequence?: number }) {
  return checkpoint === undefined || sequence === undefined ? {} : { checkpoint, sequence };
}
