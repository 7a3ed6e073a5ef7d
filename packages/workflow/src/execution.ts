// What the engine drives: one run's code, fed with stimuli, asked for commands.
//
// One turn, the same live and in replay (see `turn`):
//   apply(stimulus) → drain microtasks → while settle() → drain → takeCommands()
// The engine may apply to many runs, drain once, and settle each; a run's own stimuli go one turn at a time.
import type { Command, Json, RunRef, StimulusEvent } from '@baton/core';
import type { WorkflowDefinition } from './define/workflow-definition.ts';

/**
 * A stimulus with its place in the history. `atMs` is what the code sees as the time, so it must be the time that the
 * row is stored with; stimuli of one row therefore share it.
 */
export type Stimulus = StimulusEvent & { readonly seq: number; readonly atMs: number };

export interface WorkflowExecution {
  /** Applies one stimulus: resolves what waits for it. The code then runs in microtasks, which the caller drains. */
  apply(event: Stimulus): void;
  /** After a drain: wakes the first `condition` that now holds. True: drain again, then ask again. */
  settle(): boolean;
  /** Commands in the order of the calls, since the last take. */
  takeCommands(): readonly Command[];
  /** @throws {UnknownQueryError} that lists the known names. */
  query(name: string, args: Json): Json;
  /** The code has asked for the run's end (`CompleteRun`, `FailRun`, `CancelRun`, `ContinueAsNew`); no command follows it. */
  readonly finished: boolean;
  /**
   * `replayed`: the ids of all `Patched` events of the history, while events follow the stimulus that is being applied;
   * `null`: the code goes on where nobody has been. Replay does this; nobody else needs to.
   */
  setReplaying(recordedPatches: ReadonlySet<string> | null): void;
  /** Frees the waiting promises (they never settle); late calls of the code throw. */
  dispose(): void;
}

export interface ExecutionOptions {
  readonly definition: WorkflowDefinition;
  readonly ref: RunRef;
}

/** An execution at its very beginning: its first stimulus has to be `RunStarted`. */
export declare function startExecution(options: ExecutionOptions): WorkflowExecution;

/** Lets everything run that can: production gives `setImmediate`, simulation its own. */
export type Drain = () => Promise<void>;

/** Applies one stimulus and answers what the code asked for. */
export async function turn(
  execution: WorkflowExecution,
  event: Stimulus,
  drain: Drain,
): Promise<readonly Command[]> {
  execution.apply(event);
  do await drain();
  while (execution.settle());
  return execution.takeCommands();
}
