// Activities that the owner of a run has run in this process. See InlineExecutor in the engine.
import type {
  Clock,
  HeartbeatAnswer,
  HeartbeatRequest,
  InlineAttempt,
  InlineExecutor,
  Scheduler,
} from '@baton/engine';
import { flushOf, retryDelayOf, type SaidByBeats } from './attempt-report.ts';
import { RunningAttempt, type AttemptOutcome } from './running-attempt.ts';
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
      const attempt = new RunningAttempt({
        definition,
        task,
        session: null,
        tokens: options.tokens,
        scheduler: options.scheduler,
        ensureRow: () => inline.dispatch(),
        sendBeat: options.sendBeat,
        onTokenRead: () => registry.tokenWasRead(task.name),
      });
      void attempt.run().then((outcome) => {
        end(inline, outcome, attempt.stopBeating());
        const delayMs = retryDelayOf({ task, outcome, nowMs: options.clock.nowMs() });
        if (delayMs !== null) options.onRetry(delayMs);
      });
      return (reason) => attempt.abort(reason);
    },
  };
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
