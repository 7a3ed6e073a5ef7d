// Brings runs into memory: reads histories many at a time, and replays each.
import { closeStatusOf, type Command, type HistoryRow, type RunId, type RunRef } from '@baton/core';
import { replayHistory, startExecution, type Drain, type WorkflowExecution } from '@baton/workflow';
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

export interface Loader {
  /** Reads the run, together with others that wait for it. */
  load(run: ResidentRun): void;
  /** Begins a run of which nothing is recorded but its start. */
  begin(run: ResidentRun, row: HistoryRow): void;
  readonly size: number;
}

export function createLoader(deps: LoaderDeps): Loader {
  let queue: ResidentRun[] = [];
  let loading = 0;
  let scheduled = false;

  function load(run: ResidentRun): void {
    run.mode = 'loading';
    queue.push(run);
    if (scheduled) return;
    scheduled = true;
    deps.scheduler.soon(pump);
  }

  /** One batch is read while the one before is replayed; more would only fill the memory. */
  function pump(): void {
    scheduled = false;
    while (queue.length > 0 && loading < 2 * deps.limits.loadBatch) {
      const batch = queue.slice(0, deps.limits.loadBatch);
      queue = queue.slice(batch.length);
      loading += batch.length;
      void loadBatch(batch);
    }
  }

  async function loadBatch(batch: readonly ResidentRun[]): Promise<void> {
    const histories = await readAll(batch);
    await Promise.all(
      batch.map((run) =>
        replay(run, histories.get(run.ref.runId) ?? []).catch((error: unknown) => deps.blocked(run, error)),
      ),
    );
    loading -= batch.length;
    pump();
  }

  async function readAll(batch: readonly ResidentRun[]): Promise<ReadonlyMap<RunId, readonly HistoryRow[]>> {
    const refs: readonly RunRef[] = batch.map((run) => run.ref);
    const histories = await persist(() => deps.storage.readHistories(refs), {
      scheduler: deps.scheduler,
      failed: (error, failures) => {
        if (failures === 1)
          deps.log({ level: 'warn', message: 'Histories could not be read; trying again', error });
      },
    });
    return histories ?? new Map<RunId, readonly HistoryRow[]>();
  }

  async function replay(run: ResidentRun, rows: readonly HistoryRow[]): Promise<void> {
    if (run.mode !== 'loading') return;
    const lastEvent = rows.at(-1)?.events.at(-1);
    const started = rows[0]?.events[0];
    if (lastEvent === undefined || closeStatusOf(lastEvent) !== null || started?.type !== 'RunStarted') {
      deps.over(run);
      return;
    }
    const definition = await deps.resolver(started);
    if (run.mode !== 'loading') return;
    if (definition === null) {
      deps.blocked(run, unknownWorkflow(started.workflow));
      return;
    }
    const execution = startExecution({ definition, ref: run.ref });
    const timeoutMs = started.runTimeoutMs ?? definition.runTimeoutMs;
    run.timeOutAtMs = timeoutMs === null ? null : (rows[0]?.atMs ?? 0) + timeoutMs;
    if (rows.length === 1) {
      adoptState(run, rows, execution);
      run.pending.unshift({ kind: 'start' });
      deps.loaded(run, []);
      return;
    }
    const result = await replayHistory(execution, rows, deps.drain);
    if (run.mode !== 'loading') {
      execution.dispose();
      return;
    }
    if (result.kind === 'nondeterminism') {
      execution.dispose();
      deps.blocked(run, result.report.failure);
      return;
    }
    adoptState(run, rows, execution);
    deps.loaded(run, result.pendingCommands);
  }

  return {
    load,
    begin(run, row) {
      replay(run, [row]).catch((error: unknown) => deps.blocked(run, error));
    },
    get size() {
      return queue.length + loading;
    },
  };
}

function adoptState(run: ResidentRun, rows: readonly HistoryRow[], execution: WorkflowExecution): void {
  run.memory = newMemory();
  run.state = foldHistory(run.ref.runId, rows, run.memory);
  forgetAllClosed(run.state);
  run.execution = execution;
}
