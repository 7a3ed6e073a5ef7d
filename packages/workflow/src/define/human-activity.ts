import {
  ValidationError,
  checkPayload,
  renderJson,
  renderTemplate,
  renderText,
  toMs,
  type Duration,
  type HumanDecision,
  type HumanTaskSpec,
  type Json,
} from '@baton/core';
import { refused, type ActivityPromise } from '../operations/activity-promise.ts';
import { scheduleActivity } from '../operations/activity.ts';
import { callSite } from '../run/call-site.ts';
import { commandFrame } from '../run/frame.ts';
import { limitsOfRun, recordCall } from './activity-options.ts';
import { jsonSchemaOf, type StandardSchema } from './standard-schema.ts';

/** Texts may hold `{{ … }}` expressions over `input`. */
export interface HumanActivityOptions<Outcome extends string = string> {
  readonly title: string;
  /** Markdown. */
  readonly instructions?: string;
  /** JSON Schema of what the person fills in, or a schema that can be made one. */
  readonly form?: Json | StandardSchema;
  /** What can be decided. Default `approve` and `reject`. */
  readonly outcomes?: readonly Outcome[];
  /** `person:<id or e-mail>` or `role:<name>`; an expression may answer a list. Default: anyone who may decide. */
  readonly assignees?: readonly string[];
  readonly dueIn?: Duration;
  /** Higher comes first. Default 0. */
  readonly priority?: number;
  /** Four eyes: whoever started the run may not decide. */
  readonly requesterMayNotApprove?: boolean;
  /** Fails the activity with a `TimeoutError`. Default: a person may take for ever. Or a promise of the workflow. */
  readonly timeout?: Duration | PromiseLike<unknown>;
  /** What the person must see. Default: the input. */
  readonly context?: Json;
}

/** What a person has decided, by one of the outcomes that there are. */
export interface DecisionOf<Outcome extends string> extends HumanDecision {
  readonly outcome: Outcome;
}

/** An activity that a person completes. Call it in a workflow. */
export interface HumanActivityFunction<In, Outcome extends string = string> {
  (input?: In): ActivityPromise<DecisionOf<Outcome>>;
  readonly name: string;
  /** The same with other options for this call. */
  readonly with: (options: Partial<HumanActivityOptions<Outcome>>) => HumanActivityFunction<In, Outcome>;
}

/**
 * Defines an activity whose completer is a person: it answers `{ outcome, values, by, at, comment }`.
 *
 * The compiler knows the outcomes where no type is given, or both are: `humanActivity<Input, 'approve' | 'reject'>(…)`.
 */
export function humanActivity<In = Json, const Outcome extends string = string>(
  name: string,
  options: HumanActivityOptions<Outcome>,
): HumanActivityFunction<In, Outcome> {
  const call = (input?: In): ActivityPromise<DecisionOf<Outcome>> => {
    const frame = commandFrame(`${name}()`);
    const site = callSite(call);
    try {
      const data = checkPayload(input, 'input');
      const timeout = options.timeout === undefined ? {} : { timeout: options.timeout };
      const limits = recordCall({ ...timeout, retry: { maxAttempts: 1 } }, limitsOfRun(frame.run), true);
      return scheduleActivity(frame, { name, input: data, human: specOf(options, data), site, ...limits });
    } catch (error) {
      return refused(error instanceof Error ? error : new Error(String(error)), site);
    }
  };
  const parts = {
    with: (more: Partial<HumanActivityOptions<Outcome>>) =>
      humanActivity<In, Outcome>(name, { ...options, ...more }),
  };
  return Object.defineProperty(Object.assign(call, parts), 'name', { value: name });
}

function specOf(options: HumanActivityOptions, input: Json): HumanTaskSpec {
  const scope = { input };
  const outcomes = options.outcomes ?? ['approve', 'reject'];
  if (outcomes.length === 0) throw new ValidationError('at least one is needed', 'outcomes');
  return {
    title: renderText(options.title, scope),
    instructions: options.instructions === undefined ? null : renderText(options.instructions, scope),
    form: formOf(options.form),
    outcomes,
    assignees: (options.assignees ?? []).flatMap((assignee) => textsOf(renderTemplate(assignee, scope))),
    dueInMs: options.dueIn === undefined ? null : toMs(options.dueIn, 'dueIn'),
    priority: options.priority ?? 0,
    requesterMayNotApprove: options.requesterMayNotApprove ?? false,
    context: options.context === undefined ? input : renderJson(options.context, scope),
  };
}

function formOf(form: Json | StandardSchema | undefined): Json {
  if (form === undefined) return null;
  const isSchema = typeof form === 'object' && form !== null && '~standard' in form;
  return isSchema ? jsonSchemaOf(form as StandardSchema) : form;
}

function textsOf(value: Json): readonly string[] {
  const list: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : [value];
  return list.filter((each) => typeof each === 'string' && each !== '') as readonly string[];
}
