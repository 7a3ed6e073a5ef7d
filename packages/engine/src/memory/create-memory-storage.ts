// The Storage port in memory: for tests, simulation and trying things out. What a process forgets when it ends.
import type { RunRecord, Storage } from '../storage.ts';
import * as activities from './activities.ts';
import * as ends from './activity-ends.ts';
import { commit } from './commit.ts';
import * as human from './human-tasks.ts';
import { inboxIds } from './inbox-ids.ts';
import * as inbox from './inbox.ts';
import { nextDue } from './next-due.ts';
import * as questions from './questions.ts';
import * as limits from './limits.ts';
import { lookAround } from './look-around.ts';
import * as runs from './runs.ts';
import { failSession } from './session-ends.ts';
import * as returns from './session-returns.ts';
import * as sessions from './sessions.ts';
import type { MemoryActivity, MemoryState } from './state.ts';
import * as workers from './workers.ts';

export interface MemoryStorageOptions {
  /** The "database's" clock: the only one that is asked. */
  readonly clock: { readonly nowMs: () => number };
}

/** What a storage in memory can tell besides. */
export interface MemoryStorage extends Storage {
  /** When, after this moment, something has to happen by itself (a timer, a time limit, the end of a back-off); `null`: never. */
  readonly nextDueMs: (afterMs: number) => number | null;
  /** The runs that haven't ended, the oldest first. */
  readonly openRuns: () => readonly RunRecord[];
}

/**
 * A storage that keeps everything in this process. Deterministic: no timers, no randomness, no clock but the given one. Each call takes
 * effect at once, as one transaction, and answers in a microtask.
 */
export function createMemoryStorage({ clock }: MemoryStorageOptions): MemoryStorage {
  return memoryStorageOf(newMemoryState(() => clock.nowMs()));
}

/** The port to a state that the caller can look into. */
export function memoryStorageOf(state: MemoryState): MemoryStorage {
  return {
    ...runMethods(state),
    ...messageMethods(state),
    ...activityMethods(state),
    ...workerMethods(state),
    ...humanMethods(state),
    ...questionMethods(state),
    ...limitMethods(state),
    onHint: (listener) => {
      state.listeners.add(listener);
      return () => state.listeners.delete(listener);
    },
    lookAround: async (look) => lookAround(state, look),
    now: async () => state.nowMs(),
    nextDueMs: (afterMs) => nextDue(state, afterMs),
    openRuns: () => [...state.open.values()].map(({ record }) => record),
    close: async () => state.listeners.clear(),
  };
}

export function newMemoryState(nowMs: () => number): MemoryState {
  return {
    nowMs,
    newInboxId: inboxIds(nowMs),
    runs: new Map(),
    open: new Map(),
    latest: new Map(),
    sessions: new Map(),
    workers: new Map(),
    claimsFrom: new Map(),
    shardLeases: new Map(),
    hostPools: new Map(),
    outbox: new Map(),
    cancels: new Map(),
    questions: new Map(),
    limits: limits.noLimits(),
    listeners: new Set(),
    order: 0,
  };
}

type Methods<K extends keyof Storage> = Pick<Storage, K>;

function runMethods(
  state: MemoryState,
): Methods<
  'startRun' | 'commit' | 'readRun' | 'findRun' | 'readHistory' | 'readHistories' | 'setBlocked' | 'unblock'
> {
  return {
    startRun: async (request) => runs.startRun(state, request),
    commit: async (transition) => commit(state, transition),
    readRun: async (ref) => runs.readRun(state, ref),
    findRun: async (workflowId) => runs.findRun(state, workflowId),
    readHistory: async (ref, afterSeq, limitRows) => runs.readHistory(state, ref, afterSeq, limitRows),
    readHistories: async (refs) => runs.readHistories(state, refs),
    setBlocked: async (ref, blocked) => runs.setBlocked(state, ref, blocked),
    unblock: async (refs) => runs.unblock(state, refs),
  };
}

function messageMethods(
  state: MemoryState,
): Methods<'put' | 'pollInbox' | 'readInbox' | 'pollOutbox' | 'removeOutbox' | 'discardInbox' | 'dueTimers'> {
  return {
    put: async (message) => inbox.put(state, message),
    pollInbox: async (owned, after, limit) => inbox.pollInbox(state, owned, after, limit),
    readInbox: async (refs) => inbox.readInbox(state, refs),
    pollOutbox: async (shards, limit) => inbox.pollOutbox(state, shards, limit),
    removeOutbox: async (_shard, id) => void state.outbox.delete(id),
    discardInbox: async (discards) => inbox.discardInbox(state, discards),
    dueTimers: async (owned, untilMs, limit) => inbox.dueTimers(state, owned, untilMs, limit),
  };
}

type ActivityMethod =
  | 'claimActivities'
  | 'recoverClaim'
  | 'completeActivity'
  | 'endAttempt'
  | 'reportCancelled'
  | 'makeAsync'
  | 'heartbeat'
  | 'readActivity'
  | 'pendingActivities'
  | 'overdueActivities'
  | 'cancelRequests';

function activityMethods(state: MemoryState): Methods<ActivityMethod> {
  return {
    claimActivities: async (...[workerId, queues, names, limit, claim = null]) =>
      activities.claimActivities(state, { workerId, queues, names, limit, claim }),
    recoverClaim: async (workerId, claim) => activities.recoverClaim(state, workerId, claim),
    completeActivity: async (target, result, meta) => ends.completeActivity(state, target, result, meta),
    endAttempt: async (target, end, meta) => ends.endAttempt(state, target, end, meta),
    reportCancelled: async (target, failure) => ends.reportCancelled(state, target, failure),
    makeAsync: async (target) => ends.makeAsync(state, target),
    heartbeat: async (requests) => requests.map((request) => activities.heartbeat(state, request)),
    readActivity: async (ref, activityId) => activities.readActivity(state, ref, activityId),
    pendingActivities: async (ref) => activities.pendingActivities(state, ref),
    overdueActivities: async (shards, limit) => activities.overdueActivities(state, shards, limit),
    cancelRequests: async (workerId) => activities.cancelRequests(state, workerId),
  };
}

type WorkerMethod =
  | 'registerWorker'
  | 'heartbeatWorker'
  | 'renewLease'
  | 'releaseWorker'
  | 'giveShard'
  | 'reapWorkers'
  | 'listWorkers'
  | 'claimSessions'
  | 'suspendedSessions'
  | 'reestablishSessions'
  | 'sweepSessions'
  | 'failSession'
  | 'listSessions';

function workerMethods(state: MemoryState): Methods<WorkerMethod> {
  return {
    registerWorker: async (registration) => workers.registerWorker(state, registration),
    heartbeatWorker: async (workerId) => workers.heartbeatWorker(state, workerId),
    renewLease: async (workerId) => workers.renewLease(state, workerId),
    giveShard: async (gift) => workers.giveShard(state, gift),
    releaseWorker: async (workerId, how) => workers.releaseWorker(state, workerId, how),
    reapWorkers: async (gone = []) => workers.reapWorkers(state, gone),
    listWorkers: async () => workers.listWorkers(state),
    claimSessions: async (workerId, queues, limit) => sessions.claimSessions(state, workerId, queues, limit),
    suspendedSessions: async (workerId, limit) => returns.suspendedSessions(state, workerId, limit),
    reestablishSessions: async (workerId, said) => returns.reestablishSessions(state, workerId, said),
    sweepSessions: async (shards) => sessions.sweepSessions(state, shards),
    failSession: async (sessionId, reason, message) => failSession(state, sessionId, reason, message),
    listSessions: async (filter) => sessions.listSessions(state, filter),
  };
}

function humanMethods(state: MemoryState): Methods<'readHumanTask' | 'decideHumanTask' | 'claimHumanTask'> {
  return {
    readHumanTask: async (ref, activityId) => human.readHumanTask(state, ref, activityId),
    decideHumanTask: async (request) => human.decideHumanTask(state, request),
    claimHumanTask: async (...[ref, activityId, by, , expected]) =>
      human.claimHumanTask(state, { ...ref, activityId, by, expected }),
  };
}

function questionMethods(
  state: MemoryState,
): Methods<'askQuestion' | 'openQuestions' | 'answerQuestion' | 'takeAnswer'> {
  return {
    askQuestion: async (question) => questions.askQuestion(state, question),
    openQuestions: async (owned, limit) => questions.openQuestions(state, owned, limit),
    answerQuestion: async (question, answer) => questions.answerQuestion(state, question, answer),
    takeAnswer: async (question) => questions.takeAnswer(state, question),
  };
}

function limitMethods(
  state: MemoryState,
): Methods<
  'limitRules' | 'listLimits' | 'setLimit' | 'removeLimit' | 'declareLimits' | 'auditLimits' | 'releasePoison'
> {
  const open = (): readonly MemoryActivity[] => activities.openActivities(state);
  return {
    limitRules: async () => limits.limitRules(state),
    listLimits: async () => limits.listLimits(state, open()),
    setLimit: async (rule, by) => limits.setLimit(state, rule, by),
    removeLimit: async (scope, name) => limits.removeLimit(state, scope, name),
    declareLimits: async (declared) => limits.declareLimits(state, declared),
    auditLimits: async () => limits.auditLimits(state, open()),
    releasePoison: async (ref, activityId) => ends.releasePoison(state, ref, activityId),
  };
}
