// Timestamps and durations, always in UTC: the zone of the machine must not change a result.
import { wrongType, type CelFunction } from './expression-arguments.ts';
import { ExpressionFault } from './expression-error.ts';
import { Duration, Timestamp, type CelValue } from './expression-values.ts';

/** Years 0001 to 9999: what CEL, RFC 3339 and the database all hold. */
const FIRST_MS = -62_135_596_800_000;
const LAST_MS = 253_402_300_799_999;

/** A getter on a timestamp. */
const part = (read: (date: Date) => number): CelFunction => ({
  arity: [1, 1],
  run([value]) {
    if (value instanceof Timestamp) return BigInt(read(new Date(value.ms)));
    throw wrongType('a timestamp', value);
  },
});

/** A getter that durations have as well, in whole units. */
const partOrTotal = (read: (date: Date) => number, unitMs: number): CelFunction => ({
  arity: [1, 1],
  run([value], meter) {
    if (value instanceof Duration) return BigInt(Math.trunc(value.ms / unitMs));
    return part(read).run([value ?? null], meter);
  },
});

export const timeFunctions: Readonly<Record<string, CelFunction>> = {
  timestamp: { arity: [1, 1], run: ([value]) => timestamp(value) },
  duration: { arity: [1, 1], run: ([value]) => duration(value) },
  '.getFullYear': part((date) => date.getUTCFullYear()),
  '.getMonth': part((date) => date.getUTCMonth()),
  '.getDate': part((date) => date.getUTCDate()),
  '.getDayOfMonth': part((date) => date.getUTCDate() - 1),
  '.getDayOfWeek': part((date) => date.getUTCDay()),
  '.getDayOfYear': part((date) =>
    Math.floor((date.getTime() - new Date(date.getTime()).setUTCMonth(0, 1)) / 86_400_000),
  ),
  '.getHours': partOrTotal((date) => date.getUTCHours(), 3_600_000),
  '.getMinutes': partOrTotal((date) => date.getUTCMinutes(), 60_000),
  '.getSeconds': partOrTotal((date) => date.getUTCSeconds(), 1_000),
  '.getMilliseconds': partOrTotal((date) => date.getUTCMilliseconds(), 1),
};

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d))?$/;

/** From RFC 3339 (or a date alone, at midnight UTC), or from seconds since 1970. */
function timestamp(value: CelValue | undefined): Timestamp {
  if (value instanceof Timestamp) return value;
  if (typeof value === 'bigint') return inTimeRange(Number(value) * 1000);
  if (typeof value !== 'string') throw wrongType('text or seconds', value);
  const ms = value.length > 40 ? null : parseTimestamp(value);
  if (ms === null) {
    throw new ExpressionFault(
      `${JSON.stringify(value.slice(0, 60))} is no timestamp like 2026-01-31T09:00:00Z`,
    );
  }
  return inTimeRange(ms);
}

function parseTimestamp(text: string): number | null {
  const found = rfc3339.exec(text);
  if (found === null) return null;
  const fields = found.slice(1, 7).map((part: string | undefined) => Number(part ?? 0));
  const [fraction, zone] = found.slice(7, 9) as (string | undefined)[];
  const ms = utc(fields);
  // A day that the month doesn't have, hour 24 or second 60 would silently become another moment.
  if (ms === null) return null;
  return ms + Number((fraction ?? '').padEnd(3, '0').slice(0, 3)) - zoneMs(zone ?? 'Z');
}

function utc(fields: readonly number[]): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const back = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  return back.every((field, index) => field === fields[index]) ? date.getTime() : null;
}

function zoneMs(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

function inTimeRange(ms: number): Timestamp {
  if (ms >= FIRST_MS && ms <= LAST_MS) return new Timestamp(ms);
  throw new ExpressionFault('the timestamp is outside of the years 1 to 9999');
}

const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** From `90s`, `1h30m`, `-1.5h`. */
function duration(value: CelValue | undefined): Duration {
  if (value instanceof Duration) return value;
  if (typeof value !== 'string') throw wrongType('text like "1h30m"', value);
  const found = value.length > 60 ? null : /^([+-]?)((?:\d+(?:\.\d+)?(?:ms|[smhd]))+)$/.exec(value);
  if (found === null) {
    throw new ExpressionFault(`${JSON.stringify(value.slice(0, 60))} is no duration like 1h30m`);
  }
  const [, sign, parts = ''] = found;
  let ms = 0;
  for (const [, amount, unit = ''] of parts.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    ms += Number(amount) * (unitMs.get(unit) ?? 0);
  }
  return new Duration(sign === '-' ? -ms : ms);
}
