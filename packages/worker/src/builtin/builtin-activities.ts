// What every worker can do without anyone's code.
import type { ActivityDefinition } from '@baton/workflow';
import { httpActivity } from './http-activity.ts';
import { httpPolicyFrom } from './http-policy.ts';

/**
 * The activities that drawn designs use by themselves: `baton.http`.
 *
 * `env` is the process's: see `httpPolicyFrom` for what an operator may set.
 */
export function builtinActivities(
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly ActivityDefinition[] {
  return [httpActivity(httpPolicyFrom(env))];
}

/** An author's activities and the built-in ones; whoever defines one of the same name replaces it. */
export function withBuiltins(activities: readonly ActivityDefinition[]): readonly ActivityDefinition[] {
  const names = new Set(activities.map(({ name }) => name));
  return [...activities, ...builtinActivities().filter(({ name }) => !names.has(name))];
}
