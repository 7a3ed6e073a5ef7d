import {
  ValidationError,
  checkPayload,
  limitSettings,
  type Json,
  type LimitOptions,
  type LimitSettings,
} from '@baton/core';
import type { ActivityContext, AsyncResult } from '../activity-context.ts';
import { refused, type ActivityPromise } from '../operations/activity-promise.ts';
import { scheduleActivity } from '../operations/activity.ts';
import { callSite, type CallSite } from '../run/call-site.ts';
import { commandFrame } from '../run/frame.ts';
import {
  limitsOfRun,
  recordCall,
  type ActivityCallOptions,
  type CallLimits,
  type LimitsOfRun,
} from './activity-options.ts';
import type { InputArgs } from './input-args.ts';
import { jsonSchemaOf, parseWith, type StandardSchema } from './standard-schema.ts';

/** Does the work. Answers the result, or `makeAsync()` if it comes later. */
export type ActivityHandler<In, Out, Checkpoint> = (
  input: In,
  context: ActivityContext<Checkpoint>,
) => Out | AsyncResult | Promise<Out | AsyncResult>;

/** What a worker needs of an activity. */
export interface ActivityDefinition {
  readonly name: string;
  readonly description: string | null;
  /** JSON Schema for the designer; `null`: unknown. */
  readonly inputSchema: Json;
  readonly outputSchema: Json;
  readonly handler: (input: never, context: never) => unknown;
  /** What the handler gets. @throws {ValidationError} */
  readonly parseInput: (input: Json) => unknown;
  /** What is recorded. @throws {ValidationError} */
  readonly parseOutput: (output: unknown) => Json;
  /** How much of it may run over all workers. */
  readonly limit?: LimitSettings;
}

export interface DefineActivityOptions<In, Out> extends ActivityCallOptions {
  /** Says what it does, in the designer. */
  readonly description?: string;
  /** Checked when it is called and before the handler runs. */
  readonly input?: StandardSchema<In>;
  /** Checked after the handler has run. */
  readonly output?: StandardSchema<Out>;
  /** How many attempts of it may run, and how many may start in a second, over all workers. What an operator sets stands before it. */
  readonly limit?: LimitOptions;
}

/** An activity: call it in a workflow; `handler` is the plain function. */
export interface ActivityFunction<In, Out, Checkpoint = Json> extends ActivityDefinition {
  (...input: InputArgs<In>): ActivityPromise<Out, Checkpoint>;
  /** The same activity with other options for this call. */
  readonly with: (options: ActivityCallOptions) => ActivityFunction<In, Out, Checkpoint>;
  readonly handler: ActivityHandler<In, Out, Checkpoint>;
}

/**
 * Defines an activity: work that may fail, take long, and touch the world.
 *
 * In a workflow `act(input)` schedules it and answers a promise of its result: at least once, retried by `options.retry`.
 * A call that cannot be made (no time limit, an input that the schema refuses) rejects with a `ValidationError`, and schedules nothing.
 */
export function activity<In = void, Out = unknown, Checkpoint = Json>(
  name: string,
  options: DefineActivityOptions<In, Out>,
  handler: ActivityHandler<In, Out, Checkpoint>,
): ActivityFunction<In, Out, Checkpoint> {
  if (typeof name !== 'string' || name.trim() === '')
    throw new ValidationError('an activity needs a name', 'name');
  const { description, input, output, limit, ...defaults } = options;
  const definition = {
    description: description ?? null,
    inputSchema: jsonSchemaOf(input),
    outputSchema: jsonSchemaOf(output),
    handler,
    ...(limit === undefined ? {} : { limit: limitSettings(limit) }),
    parseInput: (value: Json): unknown => (input === undefined ? value : parseWith(input, value, 'input')),
    parseOutput: (value: unknown): Json =>
      checkPayload(output === undefined ? value : parseWith(output, value, 'output'), 'output'),
  };
  const make = (callOptions: ActivityCallOptions): ActivityFunction<In, Out, Checkpoint> => {
    const recorded = recordedOnce(callOptions);
    const call = (...args: InputArgs<In>): ActivityPromise<Out, Checkpoint> =>
      schedule(call, { name, given: args[0], recorded, check: definition.parseInput });
    const parts = { ...definition, with: (more: ActivityCallOptions) => make({ ...callOptions, ...more }) };
    return Object.defineProperty(Object.assign(call, parts), 'name', { value: name });
  };
  return make(defaults);
}

/**
 * Calls an activity by its name, wherever it is written.
 *
 * @param site Where an error says that it was called; default: here.
 * @throws as the call of an activity.
 */
export function callActivity<Out = Json, Checkpoint = Json>(
  name: string,
  input: unknown,
  options: ActivityCallOptions,
  site?: CallSite,
): ActivityPromise<Out, Checkpoint> {
  const call = { name, given: input, recorded: recordedFor(options), check: undefined };
  return schedule(callActivity, site === undefined ? call : { ...call, site });
}

interface Call {
  readonly name: string;
  readonly given: unknown;
  readonly recorded: (run: LimitsOfRun) => CallLimits;
  readonly check: ((input: Json) => unknown) | undefined;
  readonly site?: CallSite;
}

function schedule<Out, Checkpoint>(
  calledAs: (...args: never) => unknown,
  { name, given, recorded, check, site = callSite(calledAs) }: Call,
): ActivityPromise<Out, Checkpoint> {
  const frame = commandFrame(`${name}()`);
  try {
    const input = checkPayload(given, 'input');
    check?.(input);
    return scheduleActivity(frame, { name, input, site, ...recorded(limitsOfRun(frame.run)) });
  } catch (error) {
    if (error instanceof ValidationError) return refused(error, site);
    throw error;
  }
}

/** What nobody can change is worked out once for all calls; whoever calls by name may change other options in between. */
function recordedFor(options: ActivityCallOptions): Call['recorded'] {
  if (!Object.isFrozen(options) || (options.retry !== undefined && !Object.isFrozen(options.retry)))
    return (run) => recordCall(options, run);
  let recorded = knownOptions.get(options);
  if (recorded === undefined) knownOptions.set(options, (recorded = recordedOnce(options)));
  return recorded;
}

const knownOptions = new WeakMap<ActivityCallOptions, Call['recorded']>();

/** Most activities are called many times with the same options, in runs without a time limit or a priority of their own. */
function recordedOnce(options: ActivityCallOptions): Call['recorded'] {
  let known: CallLimits | undefined;
  return (run) => {
    if (run.runTimeoutMs !== undefined || run.priority !== undefined) return recordCall(options, run);
    return (known ??= recordCall(options, {}));
  };
}
