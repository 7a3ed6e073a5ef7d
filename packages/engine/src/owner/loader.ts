// Brings runs into memory: reads histories many at a time, and replays each.
import {
  closeStatusOf,
  emptyRunState,
  type Command,
  type HistoryRow,
  type RunId,
  type RunStarted,
} from '@baton/core';
import {
  replay,
  startExecution,
  type Drain,
  type WorkflowDefinition,
  type WorkflowExecution,
} from '@baton/workflow';
import { forgetAllClosed } from '../decide/forget-closed.ts';
import { newMemory } from '../decide/run-memory.ts';
import type { Storage } from '../storage.ts';
import { persist } from './back-off.ts';
import { foldHistory } from './fold-history.ts';
import type { ResidentRun } from './resident-run.ts';
import type { OwnerLimits, OwnerLogEntry, Scheduler, WorkflowResolver } from './types.ts';
import { unknownWorkflow } from './unknown-workflow.ts';

export interface LoaderDeps {
  readonly storage: Storage;
  readonly resolver: WorkflowResolver;
  readonly scheduler: Scheduler;
  readonly limits: OwnerLimits;
  readonly drain: Drain;
  readonly log: (entry: OwnerLogEntry) => void;
  /** The run is as its history says; `commands` are the decision that was never stored. */
  readonly loaded: (run: ResidentRun, commands: readonly Command[]) => void;
  /** There is nothing to own: no such run, or it is closed. */
  readonly over: (run: ResidentRun) => void;
  readonly blocked: (run: ResidentRun, why: unknown) => void;
}

/** While one batch is read, the one before is replayed. */
const FEW_BATCHES = 2;
/** Replay waits for a turn of the event loop after each event, with all runs that are replayed at that time: thousands are taken over sooner together. */
const MANY_BATCHES = 5;
/** Histories of so many rows each, on average, don't fill the memory if many are there at once. */
const SHORT_ROWS = 50;

export class Loader {
  private readonly deps: LoaderDeps;
  private queue: ResidentRun[] = [];
  private loading = 0;
  private scheduled = false;
  /** How many batches may be under way: as the latest histories were. */
  private batches = FEW_BATCHES;

  constructor(deps: LoaderDeps) {
    this.deps = deps;
  }

  get size(): number {
    return this.queue.length + this.loading;
  }

  /** Reads the run, together with others that wait for it. */
  load(run: ResidentRun): void {
    run.mode = 'loading';
    this.queue.push(run);
    if (this.scheduled) return;
    this.scheduled = true;
    this.deps.scheduler.soon(() => this.pump());
  }

  /** Begins a run of which nothing is recorded but its start. */
  begin(run: ResidentRun, row: HistoryRow): void {
    void this.guarded(run, [row]);
  }

  private pump(): void {
    this.scheduled = false;
    const { loadBatch } = this.deps.limits;
    while (this.queue.length > 0 && this.loading < this.batches * loadBatch) {
      const batch = this.queue.slice(0, loadBatch);
      this.queue = this.queue.slice(batch.length);
      this.loading += batch.length;
      void this.loadBatch(batch);
    }
  }

  private async loadBatch(batch: readonly ResidentRun[]): Promise<void> {
    const histories = await this.readAll(batch);
    const rows = [...histories.values()].reduce((sum, history) => sum + history.length, 0);
    this.batches = rows <= SHORT_ROWS * batch.length ? MANY_BATCHES : FEW_BATCHES;
    // More may be read beside this one by now.
    this.pump();
    await Promise.all(batch.map((run) => this.guarded(run, histories.get(run.ref.runId) ?? [])));
    this.loading -= batch.length;
    this.pump();
    await this.unblock(batch);
  }

  /** What another worker may have been blocked on goes on here. Own trouble is over only when the run has moved. */
  private async unblock(batch: readonly ResidentRun[]): Promise<void> {
    const { storage, log } = this.deps;
    const goingOn = batch.filter(
      ({ mode, troubles }) => mode !== 'blocked' && mode !== 'gone' && troubles === 0,
    );
    if (goingOn.length === 0) return;
    await storage.unblock(goingOn.map(({ ref }) => ref)).catch((error: unknown) => {
      log({ level: 'warn', message: 'Runs that go on are still marked as blocked', error });
    });
  }

  private async readAll(batch: readonly ResidentRun[]): Promise<ReadonlyMap<RunId, readonly HistoryRow[]>> {
    const { storage, scheduler, log } = this.deps;
    const refs = batch.map((run) => run.ref);
    return persist(() => storage.readHistories(refs), {
      scheduler,
      failed: (error, failures) => {
        if (failures === 1)
          log({ level: 'warn', message: 'Histories could not be read; trying again', error });
      },
    });
  }

  /** One run's failure never hurts the others. */
  private async guarded(run: ResidentRun, rows: readonly HistoryRow[]): Promise<void> {
    try {
      await this.bring(run, rows);
    } catch (error) {
      this.deps.blocked(run, error);
    }
  }

  private async bring(run: ResidentRun, rows: readonly HistoryRow[]): Promise<void> {
    const started = startOfOpenRun(rows);
    if (started === null) {
      if (isLoading(run)) this.deps.over(run);
      return;
    }
    const definition = await this.deps.resolver(started);
    if (!isLoading(run)) return;
    if (definition === null) {
      this.deps.blocked(run, unknownWorkflow(started.workflow));
      return;
    }
    run.timeOutAtMs = timeOutOf(started, definition, rows);
    const execution = startExecution({ definition, ref: run.ref });
    if (rows.length > 1) await this.replay(run, rows, execution);
    else {
      adopt(run, rows, execution);
      run.pending.unshift({ kind: 'start' });
      this.deps.loaded(run, []);
    }
  }

  private async replay(
    run: ResidentRun,
    rows: readonly HistoryRow[],
    execution: WorkflowExecution,
  ): Promise<void> {
    const result = await replay(execution, rows, this.deps.drain);
    if (isLoading(run) && result.kind === 'ok') {
      adopt(run, rows, execution);
      this.deps.loaded(run, result.pendingCommands);
      return;
    }
    execution.dispose();
    if (isLoading(run) && result.kind === 'nondeterminism') this.deps.blocked(run, result.report.failure);
  }
}

/** It may have gone, or have been dropped, while something was awaited. */
function isLoading(run: ResidentRun): boolean {
  return run.mode === 'loading';
}

function startOfOpenRun(rows: readonly HistoryRow[]): RunStarted | null {
  const first = rows[0]?.events[0];
  const last = rows.at(-1)?.events.at(-1);
  return last === undefined || closeStatusOf(last) !== null || first?.type !== 'RunStarted' ? null : first;
}

function timeOutOf(
  started: RunStarted,
  definition: WorkflowDefinition,
  rows: readonly HistoryRow[],
): number | null {
  const timeoutMs = started.runTimeoutMs ?? definition.runTimeoutMs;
  // What a reset run has kept happened long ago.
  const beganAtMs = started.resetFrom?.atMs ?? rows[0]?.atMs ?? 0;
  return timeoutMs === null ? null : beganAtMs + timeoutMs;
}

function adopt(run: ResidentRun, rows: readonly HistoryRow[], execution: WorkflowExecution): void {
  if (run.hadBefore) {
    run.memory = newMemory();
    run.state = emptyRunState();
  }
  foldHistory(run, rows);
  forgetAllClosed(run.state);
  run.execution = execution;
}
