// The spec as people send it, and as it is stored.
import {
  type Cadence,
  scheduleProblems,
  type ScheduleProblem,
  type ScheduleSpec,
  toMs,
  ValidationError,
} from '@baton/core';
import { ApiError } from '../errors.ts';
import type { SpecInput } from '../input/schedules.ts';

/** What the input says, or what can't be about it. */
export type ReadSpec =
  | { readonly spec: ScheduleSpec; readonly problems?: undefined }
  | { readonly spec?: undefined; readonly problems: readonly ScheduleProblem[] };

export function readSpec(input: SpecInput): ReadSpec {
  try {
    const { startAtMs = null, endAtMs = null, jitter } = input;
    const jitterMs = jitter === undefined ? 0 : toMs(jitter, 'jitter');
    const spec = { cadence: cadenceOf(input), startAtMs, endAtMs, jitterMs };
    const problems = scheduleProblems(spec);
    return problems.length === 0 ? { spec } : { problems };
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return { problems: [{ path: error.path, message: error.message }] };
  }
}

/** @throws {ApiError} INVALID_INPUT with each problem's place and remedy */
export function requireSpec(input: SpecInput): ScheduleSpec {
  const { spec, problems } = readSpec(input);
  if (spec !== undefined) return spec;
  const placed = problems.map(({ path, message }) => ({ path: `spec.${path}`, message }));
  throw new ApiError('INVALID_INPUT', placed[0]?.message ?? 'The schedule can’t be', { problems: placed });
}

function cadenceOf(input: SpecInput): Cadence {
  if ('cron' in input) {
    // Written once each: a repeated one ticks no more often.
    const expressions = [...new Set(input.cron.map((expression) => expression.trim().replace(/\s+/g, ' ')))];
    return { kind: 'cron', expressions, timeZone: input.timeZone };
  }
  const { every, offset } = input;
  return {
    kind: 'interval',
    everyMs: toMs(every, 'every'),
    offsetMs: offset === undefined ? 0 : toMs(offset, 'offset'),
  };
}
