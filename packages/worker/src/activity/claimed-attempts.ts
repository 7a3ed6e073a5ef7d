// Attempts that this worker has claimed: runs them, keeps their time limits, and tells the storage how they end.
import type { CancelReason } from '@baton/core';
import type {
  ActivityTarget,
  ActivityTask,
  Cancel,
  Clock,
  HeartbeatAnswer,
  HeartbeatRequest,
} from '@baton/engine';
import type { ActivitySession } from '@baton/workflow';
import type { Log } from '../log.ts';
import { persist } from '../loops/persist.ts';
import { wait, type Machine } from '../machine.ts';
import { deadlineOf, reportEnd, retryDelayOf, timeoutOf, type SaidByBeats } from './attempt-report.ts';
import { RunningAttempt, type AttemptOutcome } from './running-attempt.ts';
import type { Registry } from './registry.ts';
import type { AttemptTokens, WorkerStorage } from '../worker-storage.ts';

export interface ClaimedOptions {
  readonly storage: WorkerStorage;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly machine: Machine;
  readonly log: Log;
  readonly tokens: AttemptTokens;
  readonly sendBeat: (request: HeartbeatRequest) => Promise<HeartbeatAnswer>;
  readonly sessionOf: (task: ActivityTask) => ActivitySession | null;
  /** An attempt will be there to claim after this long. */
  readonly onRetry: (delayMs: number) => void;
  /** The worker's life is over: what could not be told will not be. */
  readonly isOver: () => boolean;
}

interface Claimed {
  readonly task: ActivityTask;
  readonly attempt: RunningAttempt;
  readonly cancelTimer: Cancel;
}

/** `setTimeout` takes no more. What ends later is found by the sweep. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class ClaimedAttempts {
  private readonly options: ClaimedOptions;
  private readonly claimed = new Map<string, Claimed>();
  private readonly untold = new Set<Promise<unknown>>();
  private freed: () => void = () => undefined;
  /** Requests to stop attempts that we don't know: the answer of the claim that began them is on its way. */
  private early: { readonly target: ActivityTarget; readonly reason: CancelReason }[] = [];

  constructor(options: ClaimedOptions) {
    this.options = options;
  }

  get running(): number {
    return this.claimed.size;
  }

  /** Ends that the storage hasn't taken yet. Their results are kept here, so a worker takes nothing more while there are many. */
  get untoldEnds(): number {
    return this.untold.size;
  }

  /** Told whenever a slot is free. */
  whenFreed(listener: () => void): void {
    this.freed = listener;
  }

  start(task: ActivityTask): void {
    const { registry, sessionOf, tokens, sendBeat, machine } = this.options;
    const definition = registry.get(task.name);
    if (definition === undefined) {
      this.tell(task, notRegistered(task.name), { unsent: null, last: task.checkpoint });
      return;
    }
    const session = sessionOf(task);
    const ensureRow = (): Promise<boolean> => Promise.resolve(true);
    const attempt = new RunningAttempt({
      ...{ definition, task, session, tokens, ensureRow, sendBeat },
      scheduler: machine,
    });
    const cancelTimer = this.limit(task, () => this.timeOut(claimed));
    const claimed: Claimed = { task, attempt, cancelTimer };
    this.claimed.set(keyOf(task), claimed);
    for (const { target, reason } of this.early) if (isMeant(target, task)) attempt.abort(reason);
    // Not before the claim's loop has gone on, even if the handler answers at once.
    void new Promise<AttemptOutcome>((ended) => attempt.run(ended)).then((outcome) =>
      this.end(claimed, outcome),
    );
  }

  abort(target: ActivityTarget, reason: CancelReason): void {
    const meant = [...this.claimed.values()].filter(({ task }) => isMeant(target, task));
    for (const { attempt } of meant) attempt.abort(reason);
    if (meant.length === 0) this.early.push({ target, reason });
  }

  /** Every claim has been answered: what we don't know has ended. */
  allHeard(): void {
    if (this.early.length > 0) this.early = [];
  }

  abortAll(reason: CancelReason): void {
    for (const { attempt } of this.claimed.values()) attempt.abort(reason);
  }

  /** Resolves when no handler runs and every end has been told. */
  async idle(): Promise<void> {
    while (this.claimed.size > 0 || this.untold.size > 0) {
      await Promise.all(this.untold);
      if (this.claimed.size > 0) await wait(this.options.machine, 10);
    }
  }

  /** The first end counts; a handler that goes on after its time has passed is not heard. */
  private end(claimed: Claimed, outcome: AttemptOutcome): void {
    const key = keyOf(claimed.task);
    if (this.claimed.get(key) !== claimed) return;
    this.claimed.delete(key);
    claimed.cancelTimer();
    this.tell(claimed.task, outcome, claimed.attempt.stopBeating());
    this.freed();
  }

  private timeOut(claimed: Claimed): void {
    claimed.attempt.abort('TIMED_OUT');
    const { task, attempt } = claimed;
    const failure = timeoutOf(task, attempt.lastDetails());
    this.end(claimed, { kind: 'failed', failure });
  }

  private limit(task: ActivityTask, passed: () => void): Cancel {
    const { clock, machine } = this.options;
    const inMs = deadlineOf(task) - clock.nowMs();
    return inMs > LONGEST_TIMER_MS ? () => undefined : machine.after(Math.max(0, inMs), passed);
  }

  private tell(task: ActivityTask, outcome: AttemptOutcome, beats: SaidByBeats): void {
    const { storage, clock, log, isOver, onRetry, machine } = this.options;
    const report = () => reportEnd(storage, { task, outcome, beats, nowMs: clock.nowMs() });
    const telling = persist(report, isOver, machine).then((answer) => {
      this.untold.delete(telling);
      const delayMs = retryDelayOf({ task, outcome, nowMs: clock.nowMs() });
      if (delayMs !== null) onRetry(delayMs);
      if (answer?.kind !== 'refused') return;
      const message = `The end of ${task.name} (${outcome.kind}) came too late: ${answer.code}`;
      const { sessionId } = task;
      log({ level: 'info', message, run: task, ...(sessionId === null ? {} : { session: sessionId }) });
    });
    this.untold.add(telling);
  }
}

function keyOf({ runId, activityId, attempt, epoch }: ActivityTask): string {
  return `${runId} ${activityId} ${attempt} ${epoch}`;
}

function isMeant(target: ActivityTarget, task: ActivityTask): boolean {
  if (target.runId !== task.runId || target.activityId !== task.activityId) return false;
  return target.attempt === null || target.attempt === task.attempt;
}

function notRegistered(name: string): AttemptOutcome {
  const message = `Activity ${name} is not registered on the worker that took it`;
  return {
    kind: 'failed',
    failure: { name: 'ActivityNotRegisteredError', code: 'ACTIVITY_NOT_REGISTERED', message },
  };
}
