// What the schedule procedures answer.
import type { Json, OverlapPolicy, RunId, RunStatus, ScheduleSpec } from '@baton/core';
import type { BackfillCounts, TickOrigin, TickOutcome } from '@baton/engine';

export type { BackfillCounts, TickOutcome };

/** What is started: a workflow in code, or a design in its latest (`version: null`) or a fixed version. */
export type ScheduleStart =
  | { readonly kind: 'workflow'; readonly workflow: string }
  | {
      readonly kind: 'design';
      readonly designId: string;
      readonly version: number | null;
      readonly name: string;
    };

/** What became of a tick, or of several neighbours with the same fate. */
export interface ScheduleAction {
  readonly actionId: string;
  readonly atMs: number;
  readonly origin: TickOrigin;
  /** `alreadyRun`: this tick had its run before. `failed`: it could not be started, `message` says why. */
  readonly outcome: 'started' | 'alreadyRun' | 'skipped' | 'missed' | 'failed';
  readonly tickMs: number;
  /** Of the last of them. */
  readonly untilMs: number;
  readonly count: number;
  readonly runId: RunId | null;
  /** Of the run as it is now. */
  readonly runStatus: RunStatus | null;
  /** Who asked for it; null: the clock. */
  readonly byName: string | null;
  readonly message: string | null;
}

export interface ScheduleItem {
  readonly scheduleId: string;
  readonly name: string;
  readonly start: ScheduleStart;
  /** `Every weekday at 09:00 Europe/Berlin`. */
  readonly cadence: string;
  /** Null for intervals, which know no calendar. */
  readonly timeZone: string | null;
  readonly paused: boolean;
  readonly note: string;
  /** Null: paused, or there is none any more. */
  readonly nextTickMs: number | null;
  /** The tick that starts when the open run has ended. */
  readonly waitingTickMs: number | null;
  readonly last: ScheduleAction | null;
}
export interface SchedulePage {
  readonly items: readonly ScheduleItem[];
  readonly nextCursor: string | null;
}

export interface ScheduleDetail extends ScheduleItem {
  readonly revision: number;
  readonly spec: ScheduleSpec;
  readonly overlap: OverlapPolicy;
  readonly catchUpMs: number;
  readonly remaining: number | null;
  readonly taskQueue: string;
  readonly input: Json;
  readonly runTimeoutMs: number | null;
  /** The next ten. */
  readonly nextTicksMs: readonly number[];
  readonly counts: {
    readonly started: number;
    readonly skipped: number;
    readonly missed: number;
    readonly failed: number;
  };
  readonly createdByName: string | null;
  readonly updatedByName: string | null;
  readonly updatedAtMs: number;
}

export interface ScheduleActionPage {
  readonly items: readonly ScheduleAction[];
  readonly nextCursor: string | null;
}

export interface SchedulePreview {
  /** Empty if there are problems. */
  readonly ticksMs: readonly number[];
  /** Null if there are problems. */
  readonly cadence: string | null;
  /** Paths are those of the spec: `cron.0`, `timeZone`, `every`. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}
