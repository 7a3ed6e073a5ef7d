// Activities that the owner of a run has run in this process. See InlineExecutor in the engine.
import type {
  ActivityTask,
  Clock,
  HeartbeatAnswer,
  HeartbeatRequest,
  InlineAttempt,
  InlineExecutor,
  Scheduler,
} from '@baton/engine';
import type { ActivityDefinition } from '@baton/workflow';
import { flushOf, retryDelayOf, type SaidByBeats } from './attempt-report.ts';
import { RunningAttempt, type AttemptOptions, type AttemptOutcome } from './running-attempt.ts';
import type { Registry } from './registry.ts';
import type { AttemptTokens } from '../worker-storage.ts';

export interface InlineOptions {
  readonly registry: Registry;
  readonly taskQueues: readonly string[];
  /** Nothing more may start here. */
  readonly isFull: () => boolean;
  /** It needs a place under a limit, which only a claim can take. */
  readonly isLimited: (taskQueue: string, name: string) => boolean;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** An attempt will be there to claim after this long. */
  readonly onRetry: (delayMs: number) => void;
  readonly tokens: AttemptTokens;
  readonly sendBeat: (request: HeartbeatRequest) => Promise<HeartbeatAnswer>;
}

export function createInlineExecutor(options: InlineOptions): InlineExecutor {
  const { registry, taskQueues, isFull, isLimited } = options;
  return {
    accepts: (taskQueue, name) =>
      taskQueues.includes(taskQueue) &&
      registry.get(name) !== undefined &&
      !registry.handsOutToken(name) &&
      !isFull() &&
      !isLimited(taskQueue, name),
    start: (inline) => {
      const { task } = inline;
      const definition = registry.get(task.name);
      if (definition === undefined) {
        const message = `Activity ${task.name} is not registered here`;
        inline.failed({ name: 'ActivityNotRegisteredError', code: 'ACTIVITY_NOT_REGISTERED', message });
        return () => undefined;
      }
      const attempt = new RunningAttempt(new InlineSide(options, inline, definition));
      attempt.run((outcome) => {
        end(inline, outcome, attempt.stopBeating());
        const delayMs = retryDelayOf({ task, outcome, nowMs: options.clock.nowMs() });
        if (delayMs !== null) options.onRetry(delayMs);
      });
      return (reason) => attempt.abort(reason);
    },
  };
}

/** What an attempt needs, of which most never ask for anything. A class, since it is made for every step: see `Handle` in the engine. */
class InlineSide implements AttemptOptions {
  readonly definition: ActivityDefinition;
  readonly session = null;
  private readonly shared: InlineOptions;
  private readonly inline: InlineAttempt;

  constructor(shared: InlineOptions, inline: InlineAttempt, definition: ActivityDefinition) {
    this.definition = definition;
    this.shared = shared;
    this.inline = inline;
  }

  get task(): ActivityTask {
    return this.inline.task;
  }

  get tokens(): AttemptTokens {
    return this.shared.tokens;
  }

  get scheduler(): Scheduler {
    return this.shared.scheduler;
  }

  get sendBeat(): InlineOptions['sendBeat'] {
    return this.shared.sendBeat;
  }

  ensureRow(): Promise<boolean> {
    return this.inline.dispatch();
  }

  onTokenRead(): void {
    this.shared.registry.tokenWasRead(this.task.name);
  }
}

function end(inline: InlineAttempt, outcome: AttemptOutcome, beats: SaidByBeats): void {
  switch (outcome.kind) {
    case 'completed':
      inline.completed(outcome.result);
      break;
    case 'failed':
      inline.failed(outcome.failure, { ...flushOf(beats), last: beats.last });
      break;
    case 'cancelled':
      inline.cancelled(outcome.failure);
      break;
    case 'async':
      inline.madeAsync();
      break;
  }
}
