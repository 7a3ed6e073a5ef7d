// What an activity or a workflow takes and gives, for callers that know it by `typeof`.
import type { ActivityContext, AsyncResult } from '../activity-context.ts';

interface Handled {
  readonly handler: (...args: never) => unknown;
}

export type ActivityInput<A extends Handled> = Parameters<A['handler']>[0];
export type ActivityOutput<A extends Handled> = Exclude<Awaited<ReturnType<A['handler']>>, AsyncResult>;
export type ActivityCheckpoint<A extends Handled> =
  Parameters<A['handler']>[1] extends ActivityContext<infer Checkpoint> ? Checkpoint : never;
export type WorkflowInput<W extends Handled> = Parameters<W['handler']>[0];
export type WorkflowOutput<W extends Handled> = Awaited<ReturnType<W['handler']>>;
