// A cadence as one says it: `Every weekday at 09:00 Europe/Berlin`. What has no short words is told as it is written.
import { formatMs } from './duration.ts';
import type { Cadence } from './schedule.ts';

export function cadenceWords(cadence: Cadence): string {
  if (cadence.kind === 'interval') {
    const { everyMs, offsetMs } = cadence;
    return `Every ${unitOf(everyMs)}${offsetMs === 0 ? '' : `, ${formatMs(offsetMs)} past`}`;
  }
  const told = cadence.expressions.map(wordsOf);
  const sentence = told.map((one, place) => (place === 0 ? one.text : lowerFirst(one.text))).join(', and ');
  return told.some(({ hasClock }) => hasClock) ? `${sentence} ${cadence.timeZone}` : sentence;
}

interface Told {
  readonly text: string;
  /** Names a time of day (or is not understood): the time zone matters. */
  readonly hasClock: boolean;
}

const nicknames: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

interface Fields {
  readonly second: string;
  readonly minute: string;
  readonly hour: string;
  readonly day: string;
  readonly month: string;
  readonly weekday: string;
}

function wordsOf(expression: string): Told {
  const trimmed = expression.trim();
  const fields = fieldsOf(nicknames[trimmed] ?? trimmed);
  const days = daysOf(fields);
  const often = oftenOf(fields);
  if (often !== null && days === 'Every day') return { text: often, hasClock: false };
  const clock = clockOf(fields);
  if (days === null || clock === null) return { text: `Cron ${trimmed}`, hasClock: true };
  return { text: `${days} at ${clock}`, hasClock: true };
}

/** `?` is what some write for `*` in days. */
function fieldsOf(expression: string): Fields {
  const found = expression.toUpperCase().replaceAll('?', '*').split(/\s+/);
  const at = (place: number): string => found.at(place) ?? '';
  const second = found.length === 6 ? at(0) : '0';
  return { second, minute: at(-5), hour: at(-4), day: at(-3), month: at(-2), weekday: at(-1) };
}

/** What repeats within the hour or the day: no time of day in it. */
function oftenOf({ second, minute, hour }: Fields): string | null {
  const everySecond = stepOf(second);
  if (everySecond !== null && minute === '*' && hour === '*')
    return `Every ${counted(everySecond, 'second')}`;
  if (second !== '0') return null;
  const everyMinute = stepOf(minute);
  if (everyMinute !== null && hour === '*') return `Every ${counted(everyMinute, 'minute')}`;
  const everyHour = stepOf(hour);
  if (everyHour === null || !isNumber(minute)) return null;
  return `Every ${counted(everyHour, 'hour')}${minute === '0' ? '' : ` at minute ${Number(minute)}`}`;
}

function clockOf({ second, minute, hour }: Fields): string | null {
  const hours = hour.split(',');
  if (![second, minute, ...hours].every(isNumber)) return null;
  const rest = second === '0' ? [minute] : [minute, second];
  return listed(hours.map((one) => [one, ...rest].map((part) => part.padStart(2, '0')).join(':')));
}

function daysOf({ day, month, weekday }: Fields): string | null {
  const months = namesIn(month, monthNames, 1);
  // Cron takes a day and a weekday together as "or": too long for a word.
  if (months === null || (day !== '*' && weekday !== '*')) return null;
  if (day !== '*') {
    const dates = datesOf(day);
    return dates === null ? null : `${dates} of ${months.length === 0 ? 'every month' : listed(months)}`;
  }
  const days = weekday === '*' ? 'day' : weekdaysOf(weekday);
  return days === null ? null : `Every ${days}${months.length === 0 ? '' : ` in ${listed(months)}`}`;
}

function datesOf(day: string): string | null {
  if (day === 'L') return 'On the last day';
  const dates = day.split(',');
  if (!dates.every(isNumber)) return null;
  return `On ${dates.length === 1 ? 'day' : 'days'} ${listed(dates)}`;
}

const weekdayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

function weekdaysOf(field: string): string | null {
  if (['1-5', 'MON-FRI'].includes(field)) return 'weekday';
  if (['0,6', '6,0', '6,7', '6-7', 'SAT,SUN', 'SUN,SAT', 'SAT-SUN'].includes(field))
    return 'Saturday and Sunday';
  const names = namesIn(field, weekdayNames, 0);
  return names === null || names.length === 0 ? null : listed(names);
}

/** Empty for `*`; null for what isn't a plain list. */
function namesIn(field: string, names: readonly string[], first: number): readonly string[] | null {
  if (field === '*') return [];
  const found = field.split(',').map((part) => {
    if (isNumber(part)) return names[Number(part) - first];
    return part.length === 3 ? names.find((name) => name.toUpperCase().startsWith(part)) : undefined;
  });
  return found.every((name) => name !== undefined) ? found : null;
}

/** `*` is 1, `*` with a step that step. */
function stepOf(field: string): number | null {
  if (field === '*') return 1;
  const step = /^(?:\*|0)\/(\d{1,4})$/.exec(field)?.[1];
  return step === undefined ? null : Number(step);
}

function isNumber(field: string): boolean {
  return /^\d{1,2}$/.test(field);
}

function unitOf(ms: number): string {
  for (const [unit, size] of units) if (ms % size === 0) return counted(ms / size, unit);
  return `${ms} ms`;
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

function counted(count: number, unit: string): string {
  return count === 1 ? unit : `${count} ${unit}s`;
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
