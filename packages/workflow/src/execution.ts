// What the engine drives: one run's code, fed with stimuli, asked for commands.
//
// One turn, the same live and in replay (see `turn`):
//   apply(stimulus) → drain microtasks → while settle() → drain → takeCommands()
// The engine may apply to many runs, drain once, and settle each; a run's own stimuli go one turn at a time.
import {
  checkPayload,
  type Command,
  type EventBody,
  type Json,
  type RunRef,
  type RunStarted,
  type StimulusEvent,
} from '@baton/core';
import type { WorkflowDefinition } from './define/workflow-definition.ts';
import { installGuards } from './guards.ts';
import { scheduledBefore } from './operations/activity.ts';
import { wakeOne } from './operations/condition.ts';
import { ContinueAsNewRequest } from './operations/continue-as-new.ts';
import { answerQuery } from './operations/queries.ts';
import { keepUnheard, unheardSignals } from './operations/signals.ts';
import { endWithError } from './run/ending.ts';
import { enter, rootFrame } from './run/frame.ts';
import { Run } from './run/run.ts';
import { affect } from './stimuli.ts';

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
  /** @throws {UnknownQueryError} that lists the known names. @throws {QueryFailedError} if the handler throws. */
  query(name: string, args: readonly Json[]): Json;
  /** The code has asked for the run's end (`CompleteRun`, `FailRun`, `CancelRun`, `ContinueAsNew`); no command follows it. */
  readonly finished: boolean;
  /**
   * `replayed`: the ids of all `Patched` events of the history, while events follow the stimulus that is being applied;
   * `null`: the code goes on where nobody has been. Replay does this; nobody else needs to.
   */
  setReplaying(recordedPatches: ReadonlySet<string> | null): void;
  /** Where the author's code asked for a command, e.g. `charge (/app/workflows.ts:12:5)`; null: not known, as mostly. */
  siteOf(command: Command): string | null;
  /** The same run at its very beginning, in an execution that knows the sites of its commands. */
  again(): WorkflowExecution;
  /** What a command of the code was when it was recorded: its options apply, whatever the code says by now. Replay does this, too. */
  recall(event: EventBody): void;
  /** The run was ended without its code (`RunTerminated`, `RunTimedOut`): nothing that the code sees, but queries do. */
  endFromOutside(): void;
  /** Frees the waiting promises (they never settle); late calls of the code throw. */
  dispose(): void;
}

export interface ExecutionOptions {
  readonly definition: WorkflowDefinition;
  readonly ref: RunRef;
}

/** An execution at its very beginning: its first stimulus has to be `RunStarted`. */
export function startExecution({ definition, ref }: ExecutionOptions): WorkflowExecution {
  installGuards();
  return new Execution(definition, new Run(ref));
}

/** A class, since one is made for every run: a dozen closures and an accessor of its own would be half of what a run takes in memory. */
class Execution implements WorkflowExecution {
  private readonly definition: WorkflowDefinition;
  private readonly run: Run;

  constructor(definition: WorkflowDefinition, run: Run) {
    this.definition = definition;
    this.run = run;
  }

  apply(event: Stimulus): void {
    const { run } = this;
    run.assertAlive();
    if (run.finished) return;
    run.moveTo(event.seq, event.atMs);
    if (event.type === 'RunStarted') begin(run, this.definition, event);
    else affect(run, event);
  }

  settle(): boolean {
    return !this.run.finished && wakeOne(this.run);
  }

  takeCommands(): readonly Command[] {
    return this.run.take();
  }

  query(name: string, args: readonly Json[]): Json {
    return answerQuery(this.run, name, args);
  }

  get finished(): boolean {
    return this.run.finished;
  }

  setReplaying(recordedPatches: ReadonlySet<string> | null): void {
    this.run.recordedPatches = recordedPatches;
  }

  siteOf(command: Command): string | null {
    return this.run.siteOf(command);
  }

  again(): WorkflowExecution {
    return new Execution(this.definition, new Run(this.run.ref, true));
  }

  recall(event: EventBody): void {
    if (event.type === 'ActivityScheduled') scheduledBefore(this.run, event);
  }

  endFromOutside(): void {
    this.run.finished = true;
  }

  dispose(): void {
    this.run.dispose();
  }
}

function begin(run: Run, definition: WorkflowDefinition, event: RunStarted): void {
  run.start(event, definition.runTimeoutMs);
  keepUnheard(run, event.signals ?? []);
  void enter(rootFrame(run), async () => {
    try {
      // `parseInput` has made the input what the code takes.
      const result = await definition.run(definition.parseInput(event.input) as never);
      run.end({ type: 'CompleteRun', result: checkPayload(result, 'result') });
    } catch (error) {
      if (error instanceof ContinueAsNewRequest) {
        const { input, handOver } = error;
        const workflow = error.workflow ?? event.workflow;
        run.end({ type: 'ContinueAsNew', workflow, input, handOver, signals: unheardSignals(run) });
      } else endWithError(run, error);
    }
  });
}

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
