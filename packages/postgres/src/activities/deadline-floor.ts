// Between which moments deadlines are looked for. Every activity that was done has left an entry there, and while somebody holds a snapshot it stays: from the
// beginning of time, and up to the longest time limit ahead.
//
// quiet    few rows wait to be cleaned up: everything is looked at.
// crowded  from some seconds before the last look, or before the first deadline that it has seen, up to some seconds ahead, which is all that a sweep has to know
//          of. A deadline is never set to a moment that is past, but for a beat that has waited (arm-beats.sql), which comes some milliseconds late.
//          Once a minute everything, should something have been written later than that; less often where that takes long.
import type { ClaimFloor } from './claim-floor.ts';

/** In milliseconds since 1970. */
export interface DeadlineSpan {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface DeadlineFloor {
  /** For the next look at these shards. */
  readonly span: (shards: readonly number[], nowMs: number) => DeadlineSpan;
  /** What that has seen. */
  readonly seen: (shards: readonly number[], span: DeadlineSpan, sight: DeadlineSight) => void;
}

export interface DeadlineSight {
  /** `null`: nothing. */
  readonly first: number | null;
  readonly beganMs: number;
  readonly endedMs: number;
}

/** Each second of the span is some thousand entries to pass over, where much happens. What sets a deadline takes less by far. */
const BACK_MS = 1_000;
/** Sweeps want to know until the look after the next. */
const AHEAD_MS = 3_000;
const ALL_EVERY_MS = 60_000;
/** No more of the time goes into looking at everything. */
const SHARE_OF_ALL = 1 / 50;

const everything: DeadlineSpan = { fromMs: -Infinity, untilMs: Infinity };

export function makeDeadlineFloor(claims: Pick<ClaimFloor, 'isCrowded'>): DeadlineFloor {
  let known: { readonly shards: string; readonly fromMs: number; readonly allDueMs: number } | null = null;
  return {
    span(shards, nowMs) {
      if (!claims.isCrowded || known?.shards !== shards.join()) return everything;
      if (nowMs >= known.allDueMs) return everything;
      return { fromMs: known.fromMs, untilMs: nowMs + AHEAD_MS };
    },
    seen(shards, { fromMs }, { first, beganMs, endedMs }) {
      const isAll = fromMs === -Infinity;
      const nextAllMs = beganMs + Math.max(ALL_EVERY_MS, (endedMs - beganMs) / SHARE_OF_ALL);
      known = {
        shards: shards.join(),
        fromMs: Math.min(first ?? beganMs, beganMs) - BACK_MS,
        allDueMs: isAll ? nextAllMs : (known?.allDueMs ?? 0),
      };
    },
  };
}
