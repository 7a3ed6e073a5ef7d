// What a schedule says: when, and what happens when the run before is still open. Pure; the clock is the caller's.

/** What happens to a tick that comes while a run of the same schedule is open. */
export const overlapPolicies = ['skip', 'bufferOne', 'allow', 'cancelOther'] as const;

/**
 * `skip`: the tick is dropped. `bufferOne`: one tick waits until no run is open, further ones are dropped. `allow`: it starts beside them.
 * `cancelOther`: the open runs are asked to stop; the tick starts when they have ended.
 */
export type OverlapPolicy = (typeof overlapPolicies)[number];

/** When: by the calendar of a time zone, or each so many milliseconds. */
export type Cadence =
  | {
      readonly kind: 'cron';
      /** Five fields (minute, hour, day, month, weekday), six with seconds first. A tick is at each time that one of them names. */
      readonly expressions: readonly string[];
      /** IANA, e.g. `Europe/Berlin`. */
      readonly timeZone: string;
    }
  /** At all times that are `offsetMs` after a multiple of `everyMs` since 1970 (UTC): the same on every machine, after every restart. */
  | { readonly kind: 'interval'; readonly everyMs: number; readonly offsetMs: number };

export interface ScheduleSpec {
  readonly cadence: Cadence;
  /** No tick before; one at this very instant counts. */
  readonly startAtMs: number | null;
  /** No tick after; one at this very instant counts. */
  readonly endAtMs: number | null;
  /** Each tick acts up to this much later, by an amount that is always the same for the same tick; never past the next tick. */
  readonly jitterMs: number;
}

/** Something about a schedule that can't be, and what to do about it. */
export interface ScheduleProblem {
  /** In the spec, dotted: `cron.0`, `timeZone`. */
  readonly path: string;
  readonly message: string;
}

/** The workflow id of the run that a tick starts: always the same for the same tick, so that none can have two runs. */
export function tickWorkflowId(scheduleId: string, tickMs: number): string {
  return `${scheduleId}/${new Date(tickMs).toISOString()}`;
}

/** As `by` of runs names a schedule. */
export function scheduleActor(scheduleId: string): string {
  return `schedule:${scheduleId}`;
}
