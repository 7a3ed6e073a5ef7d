// Activities and HTTP requests: scheduled by name, with the settings of the node.
import { DEFAULT_START_TO_CLOSE, type Duration, type NodeOf, type Scope } from '@baton/core';
import { callActivity, inputOfRerun, type ActivityCallOptions } from '@baton/workflow';
import { out, type Behaviour } from './node-run.ts';
import { duration, json } from './render.ts';

type Settings = NonNullable<NodeOf<'activity'>['config']['options']>;

/** The activity that HTTP nodes run; the worker has it built in. */
export const HTTP_ACTIVITY = 'baton.http';
/** Nobody wants a request to be repeated for days: half an hour of trying, by the default back-off. */
const HTTP_ATTEMPTS = 20;

export const runActivity: Behaviour<'activity'> = async (node, { scope }) => {
  const { activity, input, options } = node.config;
  const given = inputOfRerun(node.id) ?? (input === undefined ? null : json(input, scope));
  return out(await callActivity(activity, given, callOptions(options, scope), NOBODYS), true);
};

export const runHttp: Behaviour<'http'> = async (node, { scope }) => {
  const { method, url, headers, body, options } = node.config;
  const settings = {
    ...{ method, url },
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
  };
  const request = inputOfRerun(node.id) ?? json(settings, scope);
  const retry = { maxAttempts: HTTP_ATTEMPTS, ...options?.retry };
  return out(
    await callActivity(HTTP_ACTIVITY, request, callOptions({ ...options, retry }, scope), NOBODYS),
    true,
  );
};

/** No line of an author's code has called it, and to look for one costs microseconds. */
const NOBODYS = {};

const NONE: Settings = {};
/** Of settings that say the same in each run; frozen, so that what is recorded of them is worked out once, too. */
const plainOptions = new WeakMap<Settings, ActivityCallOptions>();

function callOptions(settings: Settings = NONE, scope: Scope): ActivityCallOptions {
  const known = plainOptions.get(settings);
  if (known !== undefined) return known;
  const options = renderedOptions(settings, scope);
  if (JSON.stringify(settings).includes('{{')) return options;
  if (options.retry !== undefined) Object.freeze(options.retry);
  plainOptions.set(settings, Object.freeze(options));
  return options;
}

function renderedOptions(settings: Settings, scope: Scope): ActivityCallOptions {
  const { taskQueue, retry, startToClose, scheduleToClose, scheduleToStart, heartbeat } = settings;
  const limits = { startToClose, scheduleToClose, scheduleToStart, heartbeat };
  const hasLimit = startToClose !== undefined || scheduleToClose !== undefined;
  return {
    ...(hasLimit ? {} : { startToClose: DEFAULT_START_TO_CLOSE }),
    ...durations(limits, scope),
    ...(taskQueue === undefined || taskQueue === '' ? {} : { taskQueue }),
    ...(retry === undefined ? {} : { retry: retryOptions(retry, scope) }),
  };
}

function retryOptions(
  retry: NonNullable<Settings['retry']>,
  scope: Scope,
): NonNullable<ActivityCallOptions['retry']> {
  const { initial, max, coefficient, maxAttempts, nonRetryable } = retry;
  return {
    ...durations({ initial, max }, scope),
    ...(coefficient === undefined ? {} : { coefficient }),
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...(nonRetryable === undefined ? {} : { nonRetryable }),
  };
}

/** Those that are set, rendered. */
export function durations<K extends string>(
  settings: Readonly<Record<K, Duration | undefined>>,
  scope: Scope,
): Partial<Record<K, Duration>> {
  const rendered: Partial<Record<K, Duration>> = {};
  for (const key of Object.keys(settings) as K[]) {
    const setting = settings[key];
    if (setting !== undefined) rendered[key] = duration(setting, scope);
  }
  return rendered;
}
