// The ticks of a schedule: strictly rising instants, each of which happens once, whatever clocks do that day.
//
// Daylight saving, for cron with named hours (`30 2 * * *`, also `0 */2 * * *`): a time that a day doesn't have (clocks go forward) ticks once, at
// the first instant after the gap; a time that a day has twice (clocks go back) ticks once, the first time. With every hour (`*/15 * * * *`)
// ticks go on in real time. The library matches wall clocks, and is never asked about a time zone: its own ways around gaps depend on the
// other fields (`45 2,3 * * *` loses a tick, `45 2 * * *` doesn't).
import { Cron } from 'croner';
import type { Cadence, ScheduleSpec } from './schedule.ts';
import { changeWithin, instantOf, offsetAt } from './schedule-zone.ts';

type CronCadence = Extract<Cadence, { kind: 'cron' }>;

/** The first tick after this instant; null if there is none any more. The spec has no problems (`scheduleProblems`). */
export function nextTick(spec: ScheduleSpec, afterMs: number): number | null {
  const { cadence, startAtMs, endAtMs } = spec;
  const from = startAtMs === null ? afterMs : Math.max(afterMs, startAtMs - 1);
  const tick = cadence.kind === 'cron' ? nextOfCron(cadence, from) : nextOfInterval(cadence, from);
  return tick === null || (endAtMs !== null && tick > endAtMs) ? null : tick;
}

/** The first `limit` ticks after an instant. */
export function nextTicks(spec: ScheduleSpec, afterMs: number, limit: number): readonly number[] {
  const ticks: number[] = [];
  for (
    let tick = nextTick(spec, afterMs);
    tick !== null && ticks.length < limit;
    tick = nextTick(spec, tick)
  ) {
    ticks.push(tick);
  }
  return ticks;
}

/** When a tick acts: later by its jitter, but before the next tick. */
export function actsAt(scheduleId: string, spec: ScheduleSpec, tickMs: number): number {
  if (spec.jitterMs === 0) return tickMs;
  const next = nextTick(spec, tickMs);
  const most = next === null ? spec.jitterMs : Math.min(spec.jitterMs, next - tickMs - 1);
  return tickMs + Math.floor((hashOf(`${scheduleId}/${tickMs}`) / 2 ** 32) * (most + 1));
}

/** Says what is wrong with an expression; null if nothing is. */
export function cronProblem(expression: string): string | null {
  const fields = expression.trim().split(/\s+/).length;
  const isNickname = /^@\w+$/.test(expression.trim());
  if (!isNickname && fields !== 5 && fields !== 6) {
    return `wanted five fields (minute hour day month weekday), or six with seconds first, found ${fields}`;
  }
  try {
    const found = cronOf(expression).nextRun(new Date(0));
    return found === null ? 'never happens: there is no such date' : null;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return words.replace(/^Cron\w*: /, '').replace(/^[A-Z]/, (first) => first.toLowerCase());
  }
}

function nextOfInterval(
  { everyMs, offsetMs }: Extract<Cadence, { kind: 'interval' }>,
  afterMs: number,
): number {
  return Math.floor((afterMs - offsetMs) / everyMs) * everyMs + everyMs + offsetMs;
}

function nextOfCron({ expressions, timeZone }: CronCadence, afterMs: number): number | null {
  let first: number | null = null;
  for (const expression of expressions) {
    const next = isEveryHour(expression) ? nextInRealTime : nextOfNamedHours;
    const tick = next(expression, timeZone, afterMs);
    if (tick !== null && (first === null || tick < first)) first = tick;
  }
  return first;
}

function nextOfNamedHours(expression: string, timeZone: string, afterMs: number): number | null {
  let wall = nextWall(expression, afterMs + offsetAt(timeZone, afterMs));
  // What lies in an hour that has come for the second time was in the first.
  while (wall !== null && instantOf(timeZone, wall) <= afterMs) wall = nextWall(expression, wall);
  return wall === null ? null : instantOf(timeZone, wall);
}

function nextInRealTime(expression: string, timeZone: string, afterMs: number): number | null {
  let from = afterMs;
  let offset = offsetAt(timeZone, from);
  let wall = nextWall(expression, from + offset);
  while (wall !== null && offsetAt(timeZone, wall - offset) !== offset) {
    // The clock changes before that: on from there, by the new one.
    from = changeWithin(timeZone, from, wall - offset);
    offset = offsetAt(timeZone, from);
    wall = nextWall(expression, from + offset - 1);
  }
  return wall === null ? null : wall - offset;
}

function isEveryHour(expression: string): boolean {
  const fields = expression.trim().split(/\s+/);
  return fields[0] === '@hourly' || ['*', '*/1', '?'].includes(fields.at(-4) ?? '');
}

function nextWall(expression: string, afterWallMs: number): number | null {
  return cronOf(expression).nextRun(new Date(afterWallMs))?.getTime() ?? null;
}

// Parsing costs more than asking for the next time; a process meets few expressions again and again.
const known = new Map<string, Cron>();
const MAX_KNOWN = 500;

function cronOf(expression: string): Cron {
  const found = known.get(expression);
  if (found !== undefined) return found;
  if (known.size >= MAX_KNOWN) known.clear();
  const made = new Cron(expression, { timezone: 'UTC', paused: true });
  known.set(expression, made);
  return made;
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
