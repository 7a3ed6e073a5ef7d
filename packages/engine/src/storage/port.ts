// The one port of the engine to what lasts. Two adapters (memory, Postgres) and one conformance suite run on both.
//
// Safety rests on three rules which each adapter must keep:
//  1. `commit` is all or nothing, and refuses a second row of history at the same (shard, run, seq).
//  2. What comes from outside is written with the check that makes it valid (run open, activity open, attempt, epoch), atomically.
//  3. A closing transition is refused while the run has inbox rows that the transition doesn't consume.
import type {
  ActivityId,
  Actor,
  CancelReason,
  Failure,
  HistoryRow,
  InboxId,
  Json,
  RunId,
  RunRef,
  SessionFailureReason,
  SessionId,
  Shard,
  TimerId,
  WorkerId,
} from '@baton/core';
import type {
  ActivityAnswer,
  ActivityTarget,
  ActivityTask,
  AttemptEnd,
  AttemptFlush,
  HeartbeatAnswer,
  HeartbeatRequest,
  OverdueActivity,
  PendingActivity,
} from './activities.ts';
import type { HumanDecide, HumanDecideOutcome, HumanTaskRecord } from './human-tasks.ts';
import type { InboxMessage, InboxRow, OwnedShards, PutOutcome } from './inbox.ts';
import type { Answer, NewQuestion, OpenQuestion, QuestionRef } from './questions.ts';
import type { DeclaredLimit, LimitRecord, LimitRule } from './limits.ts';
import type { Look, Sight } from './look.ts';
import type { RunRecord, StartOutcome, StartRequest } from './runs.ts';
import type { SessionRecord, SessionReturn, SuspendedSession } from './sessions.ts';
import type { CommitOutcome, OutboxBody, Transition } from './transition.ts';
import type { LeaseAnswer, ShardGift, WorkerLeave, WorkerRecord, WorkerRegistration } from './workers.ts';

export interface Storage {
  // Runs and history
  startRun(request: StartRequest): Promise<StartOutcome>;
  commit(transition: Transition): Promise<CommitOutcome>;
  readRun(ref: RunRef): Promise<RunRecord | null>;
  /** The open run of a workflow id, else the latest closed one. */
  findRun(workflowId: string): Promise<RunRecord | null>;
  readHistory(ref: RunRef, afterSeq: number, limitRows?: number): Promise<readonly HistoryRow[]>;
  readHistories(refs: readonly RunRef[]): Promise<ReadonlyMap<RunId, readonly HistoryRow[]>>;
  /** Why no worker can go on with it; `null`: one can. Nothing happens to a closed run. */
  setBlocked(ref: RunRef, blocked: Failure | null): Promise<void>;
  /** As `setBlocked` with `null`, for many. */
  unblock(refs: readonly RunRef[]): Promise<void>;

  // Inbox and outbox
  put(message: InboxMessage): Promise<PutOutcome>;
  /**
   * Unconsumed rows of these shards with `id > after`, oldest first. Ids are UUIDv7 by database time; the owner passes a cursor some
   * time behind its last reading (ids may commit out of order) and drops what it knows; every 30 s it scans from the start.
   */
  pollInbox(owned: OwnedShards, after: InboxId | null, limit: number): Promise<readonly InboxRow[]>;
  /** All unconsumed rows of these runs, oldest first. */
  readInbox(runs: readonly RunRef[]): Promise<readonly InboxRow[]>;
  pollOutbox(
    shards: readonly Shard[],
    limit: number,
  ): Promise<readonly { readonly id: string; readonly from: RunRef; readonly body: OutboxBody }[]>;
  removeOutbox(shard: Shard, id: string): Promise<void>;
  /**
   * Deletes inbox rows that cause no event: the wake row of a run that parked without a command, late and duplicate messages. Only where
   * the run's next event would still have this seq; the others stay, since another owner may count on them.
   */
  discardInbox(
    discards: readonly (RunRef & { readonly nextSeq: number; readonly ids: readonly InboxId[] })[],
  ): Promise<void>;

  // Timers
  dueTimers(
    owned: OwnedShards,
    untilMs: number,
    limit: number,
  ): Promise<readonly (RunRef & { readonly timerId: TimerId; readonly fireAtMs: number })[]>;

  // Activities
  /**
   * Begins attempts: at most `limit`, only as far as limits leave room. Higher priority first, then keys by turns, then whoever has been ready
   * for longest (roughly: by shards in turn). A place is taken here, and given back in the transaction that ends the attempt, whatever ends it.
   *
   * @param claim counts the worker's claims, from 1 on; if the answer is lost, `recoverClaim` gives it. Without one it is lost for good.
   */
  claimActivities(
    workerId: WorkerId,
    queues: readonly string[],
    names: readonly string[],
    limit: number,
    claim?: number,
  ): Promise<readonly ActivityTask[]>;
  /**
   * What a claim has begun, and has not ended otherwise: for a worker that has not heard its answer. The attempts begin now, as nobody has run
   * them. From now on this claim and all that the worker made before it begin nothing, however late they come. May be asked again.
   */
  recoverClaim(workerId: WorkerId, claim: number): Promise<readonly ActivityTask[]>;
  completeActivity(
    target: ActivityTarget,
    result: Json,
    meta: { readonly by?: Actor; readonly completionKey?: string },
  ): Promise<ActivityAnswer>;
  /** Ends the attempt. `final` puts `activityFailed` into the inbox. `checkpoint`: last details, flushed with the failure. */
  endAttempt(
    target: ActivityTarget,
    end: AttemptEnd,
    meta: AttemptFlush & { readonly by?: Actor },
  ): Promise<ActivityAnswer>;
  reportCancelled(target: ActivityTarget, failure: Failure): Promise<ActivityAnswer>;
  /** The attempt stays open, the slot is free. */
  makeAsync(target: ActivityTarget): Promise<ActivityAnswer>;
  /**
   * `now`: answered only when a crash of the database can't lose the details any more. Default `soon`: a worker's beats are many, and the
   * next one is on its way.
   */
  heartbeat(
    requests: readonly HeartbeatRequest[],
    kept?: 'soon' | 'now',
  ): Promise<readonly HeartbeatAnswer[]>;
  readActivity(ref: RunRef, activityId: ActivityId): Promise<PendingActivity | null>;
  pendingActivities(ref: RunRef): Promise<readonly PendingActivity[]>;
  /** Also hands beats that had to wait to workflows that listen (`deliverHeartbeatsMs`). */
  overdueActivities(shards: readonly Shard[], limit: number): Promise<readonly OverdueActivity[]>;
  /** Cancel requests for attempts that this worker runs, since the last call. */
  cancelRequests(
    workerId: WorkerId,
  ): Promise<readonly (ActivityTarget & { readonly reason: CancelReason })[]>;

  /**
   * Lets an activity go on that was stopped because it died with its workers (see `poison.ts`); false if it isn't stopped. Its run is not
   * blocked any more.
   */
  releasePoison(ref: RunRef, activityId: ActivityId): Promise<boolean>;

  // Limits
  limitRules(): Promise<readonly LimitRule[]>;
  listLimits(): Promise<readonly LimitRecord[]>;
  /** Holds for attempts that begin from now on. Those that run already hold no place of a limit that is new. */
  setLimit(rule: LimitRule, by: Actor): Promise<void>;
  /** What the code of workers says holds again. False if no person has set this one. */
  removeLimit(scope: LimitRule['scope'], name: string, by: Actor): Promise<boolean>;
  /** What a worker's code says, when it registers: the latest holds. */
  declareLimits(declared: readonly DeclaredLimit[]): Promise<void>;
  /**
   * Compares the counters of limits with the attempts that hold a place, and sets right what differs: each difference is a mistake of ours, and is
   * to be logged. Also brings what waits for long into order after limits were changed.
   */
  auditLimits(): Promise<
    readonly { readonly limit: string; readonly counted: number; readonly held: number }[]
  >;

  // Workers, leases, sessions
  registerWorker(
    registration: WorkerRegistration,
  ): Promise<{ readonly nowMs: number } | { readonly refused: 'KEY_IN_USE' }>;
  heartbeatWorker(workerId: WorkerId): Promise<LeaseAnswer>;
  /** The lease alone, as `heartbeatWorker` renews it: cheap enough for many times in the length of a lease. */
  renewLease(workerId: WorkerId): Promise<Pick<LeaseAnswer, 'nowMs' | 'held'>>;
  releaseWorker(workerId: WorkerId, how: WorkerLeave): Promise<void>;
  /**
   * Gives a shard of a queue to another live worker of that queue, and takes one of that worker's for it, so that both keep their share.
   * False: `from` doesn't own it, or `to` may own none.
   */
  giveShard(gift: ShardGift): Promise<boolean>;
  /**
   * Declares workers whose lease has passed lost, and those of `gone`, whose process was seen to have ended: their attempts end (retried by
   * policy, session ones cancelled), their sessions fail or are suspended with an inbox row each, their shards are free. Answers who was lost.
   */
  reapWorkers(gone?: readonly WorkerId[]): Promise<readonly WorkerId[]>;
  listWorkers(): Promise<readonly WorkerRecord[]>;
  /** Opens waiting sessions on this worker, oldest first, as many as fit; an inbox row each. */
  claimSessions(
    workerId: WorkerId,
    queues: readonly string[],
    limit: number,
  ): Promise<readonly SessionRecord[]>;
  /** Those that wait for the key of this worker, longest first. None if the worker doesn't hold its lease. */
  suspendedSessions(workerId: WorkerId, limit: number): Promise<readonly SuspendedSession[]>;
  /**
   * They are open again on this worker, in the next epoch, or fail with `STATE_LOST` where it refuses; an inbox row each. Only what still waits
   * in that epoch for this worker, which has to hold its lease: what an earlier process of its key says late does nothing. Answers how many it was.
   */
  reestablishSessions(workerId: WorkerId, returns: readonly SessionReturn[]): Promise<number>;
  /** Session deadlines (creation, execution, idle, re-establish) that have passed: ends them with an inbox row each; answers how many. */
  sweepSessions(shards: readonly Shard[]): Promise<number>;
  /** Its activities are the run's to close, when it reads the inbox row; none of them is claimed any more. False if it has ended before. */
  failSession(sessionId: SessionId, reason: SessionFailureReason, message: string): Promise<boolean>;
  listSessions(filter: {
    readonly runId?: RunId;
    readonly workerId?: WorkerId;
    readonly open?: boolean;
    readonly limit: number;
  }): Promise<readonly SessionRecord[]>;

  // Human tasks
  readHumanTask(ref: RunRef, activityId: ActivityId): Promise<HumanTaskRecord | null>;
  decideHumanTask(request: HumanDecide): Promise<HumanDecideOutcome>;
  claimHumanTask(
    ref: RunRef,
    activityId: ActivityId,
    by: string | null,
    actor: Actor,
    expected: 'open' | 'claimed',
  ): Promise<HumanTaskRecord | null>;

  // Questions to runs
  /** Puts it (once for each id) before the owner of the run's shard; answers its id. */
  askQuestion(question: NewQuestion): Promise<string>;
  /** Those of the owned shards that nobody has answered and somebody still waits for. */
  openQuestions(owned: OwnedShards, limit: number): Promise<readonly OpenQuestion[]>;
  /** The first answer stands. */
  answerQuestion(question: QuestionRef, answer: Answer): Promise<void>;
  /** The answer, once; `null` while there is none. */
  takeAnswer(question: QuestionRef): Promise<Answer | null>;

  /** Where this worker may have something to do, in one reading: what makes up for lost hints, and the moments of what nobody hints at. */
  lookAround(look: Look): Promise<Sight>;
  /** Wake-ups: hints only. Called with what may have something new; never relied on. */
  onHint(listener: (hint: Hint) => void): () => void;
  /** The database's clock. */
  now(): Promise<number>;
  close(): Promise<void>;
}

export type Hint =
  /** `isOwn`: by a write of this process, whose caller may be about to hand over what it has written. */
  | { readonly kind: 'inbox'; readonly shards: readonly Shard[]; readonly isOwn?: true }
  | { readonly kind: 'queue'; readonly queues: readonly string[] }
  | { readonly kind: 'cancel'; readonly workerId: WorkerId }
  | { readonly kind: 'session'; readonly queues: readonly string[] }
  /** Shards are free, or were given: a worker was lost or leaves, or can't go on with a run. */
  | { readonly kind: 'lease' }
  /** A place under a limit is free, or limits have changed. */
  | { readonly kind: 'limit'; readonly changed: boolean }
  | { readonly kind: 'history'; readonly runs: readonly RunId[] }
  | { readonly kind: 'question'; readonly shards: readonly Shard[] }
  | { readonly kind: 'answer'; readonly ids: readonly string[] }
  | { readonly kind: 'schedule' };
