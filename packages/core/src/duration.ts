// Durations as people write them, in milliseconds.
import { ValidationError } from './errors.ts';

/** Milliseconds as a number, a text (`20s`, `1 minute`, `2h30m`, `1.5 h`), or parts (`{ seconds: 20 }`). */
export type Duration =
  | number
  | string
  | {
      readonly milliseconds?: number;
      readonly seconds?: number;
      readonly minutes?: number;
      readonly hours?: number;
      readonly days?: number;
    };

const unitMs = { milliseconds: 1, seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
type Unit = keyof typeof unitMs;

const unitNames = new Map<string, Unit>([
  ...names('milliseconds', 'ms', 'msec', 'msecs', 'millisecond'),
  ...names('seconds', 's', 'sec', 'secs', 'second'),
  ...names('minutes', 'm', 'min', 'mins', 'minute'),
  ...names('hours', 'h', 'hr', 'hrs', 'hour'),
  ...names('days', 'd', 'day'),
]);

/** 100 years: beyond it a number is a mistake (an instant instead of a duration), and dates stop being exact. */
export const MAX_DURATION_MS = 100 * 365.25 * unitMs.days;

const wholeText = /^\s*(?:\d{1,15}(?:\.\d{1,9})?\s*[a-z]+[\s,]*)+$/i;
const onePart = /(\d+(?:\.\d+)?)\s*([a-z]+)/gi;

/**
 * A duration in whole milliseconds, rounded.
 *
 * `path` names the option in the message.
 * @throws {ValidationError} if it is no duration, negative, or longer than 100 years.
 */
export function toMs(duration: Duration, path = ''): number {
  const ms = Math.round(readMs(duration, path)) + 0;
  if (!Number.isFinite(ms) || ms < 0 || ms > MAX_DURATION_MS) {
    throw new ValidationError(`a duration is between 0 and 100 years, not ${show(duration)}`, path);
  }
  return ms;
}

/** True if `toMs` would answer. For forms. */
export function isDuration(value: unknown): value is Duration {
  try {
    toMs(value as Duration);
    return true;
  } catch {
    return false;
  }
}

/** For people: the two largest units, e.g. `2 h 30 min`, `12 s`, `350 ms`, `3 days`. */
export function formatMs(ms: number): string {
  const total = Math.max(0, Math.round(ms));
  if (total < 1_000) return `${total} ms`;
  const seconds = Math.round(total / 1_000);
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return joined([days, days === 1 ? 'day' : 'days'], [hours, 'h']);
  if (hours > 0) return joined([hours, 'h'], [minutes, 'min']);
  return minutes > 0 ? joined([minutes, 'min'], [seconds % 60, 's']) : `${seconds} s`;
}

function readMs(duration: unknown, path: string): number {
  if (typeof duration === 'number') return duration;
  if (typeof duration === 'string') return readText(duration, path);
  if (typeof duration !== 'object' || duration === null || Array.isArray(duration))
    throw notOne(duration, path);
  const parts = Object.entries(duration as Record<string, unknown>).filter((part) => part[1] !== undefined);
  if (parts.length === 0) throw notOne(duration, path);
  return parts.reduce<number>((sum, [unit, amount]) => {
    if (!Object.hasOwn(unitMs, unit) || typeof amount !== 'number') throw notOne(duration, path);
    return sum + amount * unitMs[unit as Unit];
  }, 0);
}

function readText(text: string, path: string): number {
  if (text.length > 200 || !wholeText.test(text)) throw notOne(text, path);
  let sum = 0;
  for (const [, amount, name] of text.matchAll(onePart)) {
    const unit = unitNames.get((name ?? '').toLowerCase());
    if (unit === undefined) throw notOne(text, path);
    sum += Number(amount) * unitMs[unit];
  }
  return sum;
}

function notOne(found: unknown, path: string): ValidationError {
  return new ValidationError(
    `wanted a duration such as "20s", "2h30m" or { seconds: 20 }, found ${show(found)}`,
    path,
  );
}

function show(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) as string | undefined);
  return (text ?? typeof value).slice(0, 80);
}

function names(unit: Unit, ...others: readonly string[]): readonly (readonly [string, Unit])[] {
  return [unit, ...others].map((name) => [name, unit] as const);
}

function joined(first: readonly [number, string], second: readonly [number, string]): string {
  return [first, second]
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}
