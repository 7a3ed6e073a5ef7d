// Schedules, from the outside: what starts by itself, and when.
import { type Duration, type Json, type OverlapPolicy, toMs } from '@baton/core';
import type { WorkflowInput } from '@baton/workflow';
import type {
  BackfillCounts,
  ScheduleActionPage,
  ScheduleDetail,
  SchedulePage,
  SchedulePreview,
  TickOutcome,
} from '../../../server/views/schedules.ts';
import type { Connection } from './connection.ts';

interface Startable {
  readonly name: string;
  readonly handler: (input: never) => unknown;
}

/** When: by the calendar of a time zone (`cron`), or each so often (`every`). */
export type ScheduleTimes = (
  | {
      /** `30 9 * * 1-5`: minute, hour, day, month, weekday; six fields begin with seconds. Several tick at the times of each. */
      readonly cron: string | readonly string[];
      /** IANA: `Europe/Berlin`. Default `UTC`. */
      readonly timeZone?: string;
    }
  | {
      /** At least a second. Counted from 1970 UTC, so that it is the same after each restart. */
      readonly every: Duration;
      /** Ticks are this much after a multiple of `every`. Default 0. */
      readonly offset?: Duration;
    }
) & {
  /** No tick before. */
  readonly startAt?: Date;
  /** No tick after. */
  readonly endAt?: Date;
  /** Each tick acts up to this much later, always by the same amount for the same tick, never past the next one. */
  readonly jitter?: Duration;
};

/** What is started: a workflow in code (itself, or its name), or a published design (without `version` the latest at each tick). */
export type ScheduleStart<W extends Startable> = (
  | { readonly workflow: W; readonly input: WorkflowInput<W> }
  | { readonly workflow: string; readonly input?: unknown }
  | { readonly designId: string; readonly version?: number; readonly input?: unknown }
) & {
  /** Default `default`. */
  readonly taskQueue?: string;
  readonly runTimeout?: Duration;
};

export interface ScheduleSettings<W extends Startable> {
  readonly name: string;
  readonly start: ScheduleStart<W>;
  readonly times: ScheduleTimes;
  /**
   * What happens to a tick while the run before is open. `skip` (default): it is dropped. `bufferOne`: one waits for the end. `allow`: it starts
   * beside it. `cancelOther`: the open run is asked to stop, and the tick starts when it has ended.
   */
  readonly overlap?: OverlapPolicy;
  /** Ticks that were not looked at in time (a downtime) are made up if they are no older. At least 10 s, default 1 hour. */
  readonly catchUpWindow?: Duration;
  /** How many more ticks may start a run. Default: any number. */
  readonly remaining?: number;
}

export interface NewSchedule<W extends Startable> extends ScheduleSettings<W> {
  /** In the workflow ids of its runs: letters, digits, `.`, `_`, `-`, at most 100. Default: made of the name. */
  readonly scheduleId?: string;
  /** Begins paused. */
  readonly paused?: boolean;
  /** Why it is paused, or what it is for. */
  readonly note?: string;
}

export interface TriggerOptions {
  /** Default: the schedule's own. */
  readonly overlap?: OverlapPolicy;
  /** The same key again answers what the first call did. Made for each call unless given. */
  readonly idempotencyKey?: string;
}

export interface BackfillOptions {
  /** Both included, at most 1,000 ticks. */
  readonly from: Date;
  readonly to: Date;
  /** Default `allow`: all at once. */
  readonly overlap?: OverlapPolicy;
}

/** The schedules of a deployment. Keys need `schedules:read` and, to change or trigger, `schedules:write`. */
export interface Schedules {
  /** @throws {CallError} `INVALID_INPUT` with the place of each problem, `ALREADY_EXISTS`, `NOT_PUBLISHED`, `FORM_INVALID` */
  create<W extends Startable>(schedule: NewSchedule<W>): Promise<ScheduleDetail>;
  /** All settings at once. `revision` is that of the schedule that was looked at. @throws {CallError} `REVISION_CONFLICT` */
  update<W extends Startable>(
    place: { readonly scheduleId: string; readonly revision: number },
    settings: ScheduleSettings<W>,
  ): Promise<ScheduleDetail>;
  /** With its counts and next ten times. @throws {CallError} `NOT_FOUND` */
  get(scheduleId: string): Promise<ScheduleDetail>;
  /** By name, 200 a page. */
  list(options?: { readonly text?: string; readonly cursor?: string }): Promise<SchedulePage>;
  /** What became of its ticks, latest first; the last thousand are kept. */
  actions(scheduleId: string, options?: { readonly cursor?: string }): Promise<ScheduleActionPage>;
  /** No tick happens until it is unpaused; one that waits is dropped. */
  pause(scheduleId: string, note?: string): Promise<ScheduleDetail>;
  /** From now on: what was in between is not made up. */
  unpause(scheduleId: string, note?: string): Promise<ScheduleDetail>;
  /** Starts a run now, also while the schedule is paused. */
  trigger(scheduleId: string, options?: TriggerOptions): Promise<TickOutcome>;
  /** Starts a run for each tick of a past range that has had none; safe to repeat. */
  backfill(scheduleId: string, options: BackfillOptions): Promise<BackfillCounts>;
  /** Its runs stay. */
  delete(scheduleId: string): Promise<void>;
  /** The next times, or what is wrong. Nothing is saved. */
  preview(
    times: ScheduleTimes,
    options?: { readonly count?: number; readonly after?: Date },
  ): Promise<SchedulePreview>;
}

export function schedulesOf({ api, call }: Connection): Schedules {
  const { schedules } = api;
  return {
    create: ({ scheduleId, paused, note, ...settings }) => {
      const rest = { ...given({ scheduleId, paused, note }), ...settingsOf(settings) };
      return call('unsent', () => schedules.create.mutate(rest));
    },
    update: (place, settings) =>
      call('unsent', () => schedules.update.mutate({ ...place, ...settingsOf(settings) })),
    get: (scheduleId) => call('any', () => schedules.get.query({ scheduleId })),
    list: (options = {}) => call('any', () => schedules.list.query({ limit: 200, ...options })),
    actions: (scheduleId, options = {}) =>
      call('any', () => schedules.actions.query({ scheduleId, ...options })),
    pause: (scheduleId, note = '') => call('any', () => schedules.pause.mutate({ scheduleId, note })),
    unpause: (scheduleId, note = '') => call('any', () => schedules.unpause.mutate({ scheduleId, note })),
    trigger: (scheduleId, { idempotencyKey = crypto.randomUUID(), ...options } = {}) =>
      call('any', () => schedules.trigger.mutate({ scheduleId, idempotencyKey, ...options })),
    backfill: (scheduleId, { from, to, ...options }) => {
      const range = { fromMs: from.getTime(), toMs: to.getTime() };
      return call('any', () => schedules.backfill.mutate({ scheduleId, ...range, ...options }));
    },
    delete: async (scheduleId) => {
      await call('unsent', () => schedules.delete.mutate({ scheduleId }));
    },
    preview: (times, { count, after } = {}) => {
      const input = { spec: timesOf(times), ...given({ count, afterMs: after?.getTime() }) };
      return call('any', () => schedules.preview.query(input));
    },
  };
}

function settingsOf<W extends Startable>(settings: ScheduleSettings<W>) {
  const { name, start, times, overlap, catchUpWindow, remaining } = settings;
  const window = catchUpWindow === undefined ? undefined : toMs(catchUpWindow, 'catchUpWindow');
  return {
    ...{ name, start: startOf(start), spec: timesOf(times) },
    ...given({ overlap, catchUpWindow: window, remaining }),
  };
}

function startOf<W extends Startable>(start: ScheduleStart<W>) {
  const { taskQueue, input, runTimeout } = start;
  const timeout = runTimeout === undefined ? undefined : toMs(runTimeout, 'start.runTimeout');
  const options = given({ taskQueue, runTimeout: timeout, input: input as Json | undefined });
  if ('designId' in start) {
    return { designId: start.designId, ...given({ version: start.version }), ...options };
  }
  const { workflow } = start;
  return { workflow: typeof workflow === 'string' ? workflow : workflow.name, ...options };
}

function timesOf(times: ScheduleTimes) {
  const { startAt, endAt, jitter } = times;
  const bounds = given({
    startAtMs: startAt?.getTime(),
    endAtMs: endAt?.getTime(),
    jitter: jitter === undefined ? undefined : toMs(jitter, 'jitter'),
  });
  if ('cron' in times) {
    const { cron, timeZone } = times;
    return { cron: typeof cron === 'string' ? [cron] : [...cron], ...given({ timeZone }), ...bounds };
  }
  const { every, offset } = times;
  const shift = offset === undefined ? undefined : toMs(offset, 'offset');
  return { every: toMs(every, 'every'), ...given({ offset: shift }), ...bounds };
}

/** Without what is not given: the server tells "nothing" from "not said". */
function given<T extends Record<string, unknown>>(
  members: T,
): { readonly [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
