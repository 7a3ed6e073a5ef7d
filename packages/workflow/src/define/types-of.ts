// What an activity or a workflow takes and gives, for callers that know it by `typeof`.
import type { ActivityFunction } from './activity.ts';
import type { WorkflowFunction } from './workflow.ts';

// The parameters stand in positions of both variances, so only `any`-like inference through the shape works: infer, don't constrain.
export type ActivityInput<A> =
  A extends ActivityFunction<infer In, infer _Out, infer _Checkpoint> ? In : never;
export type ActivityOutput<A> =
  A extends ActivityFunction<infer _In, infer Out, infer _Checkpoint> ? Out : never;
export type ActivityCheckpoint<A> = A extends ActivityFunction<infer _In, infer _Out, infer C> ? C : never;
export type WorkflowInput<W> = W extends WorkflowFunction<infer In, infer _Out> ? In : never;
export type WorkflowOutput<W> = W extends WorkflowFunction<infer _In, infer Out> ? Out : never;
