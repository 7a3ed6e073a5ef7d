// Times and durations in words. Pure: the caller gives the time.

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `40 ms`, `3.2 s`, `4 m 12 s`, `2 h 14 m`, `3 d 4 h`: two units at most. */
export function formatDuration(ms: number): string {
  const size = Math.max(0, ms);
  if (size < second) return `${String(Math.round(size))} ms`;
  if (size < 10 * second) return `${(Math.floor(size / 100) / 10).toFixed(1)} s`;
  if (size < minute) return `${String(Math.floor(size / second))} s`;
  if (size < hour) return pair(size, minutes, seconds);
  if (size < day) return pair(size, hours, minutes);
  return pair(size, days, hours);
}

interface Unit {
  readonly ms: number;
  readonly name: string;
}
const seconds: Unit = { ms: second, name: 's' };
const minutes: Unit = { ms: minute, name: 'm' };
const hours: Unit = { ms: hour, name: 'h' };
const days: Unit = { ms: day, name: 'd' };

function pair(ms: number, big: Unit, small: Unit): string {
  const rest = Math.floor((ms % big.ms) / small.ms);
  const whole = `${String(Math.floor(ms / big.ms))} ${big.name}`;
  return rest === 0 ? whole : `${whole} ${String(rest)} ${small.name}`;
}

/** Like `formatDuration`, without fractions of a second: for what counts up or down before one's eyes. */
export function formatRunningDuration(ms: number): string {
  return ms < minute ? `${String(Math.max(0, Math.floor(ms / second)))} s` : formatDuration(ms);
}

/** `just now`, `12 s ago`, `in 2 h 14 m`, `3 d ago`; from 30 days on the date. */
export function formatRelative(atMs: number, nowMs: number): string {
  const ms = nowMs - atMs;
  const size = Math.abs(ms);
  if (size < 5 * second) return 'just now';
  if (size >= 30 * day) return formatDate(atMs);
  const words = coarse(size, ms < 0);
  return ms < 0 ? `in ${words}` : `${words} ago`;
}

/** One unit below an hour and from a day on, two in between: `12 m`, `2 h 14 m`, `3 d`. For deadlines. */
export function formatCoarse(ms: number): string {
  if (ms < minute) return 'under 1 m';
  if (ms < hour) return `${String(Math.floor(ms / minute))} m`;
  return ms < day ? formatDuration(ms) : `${String(Math.floor(ms / day))} d`;
}

/** What lies ahead is told to two units (a deadline), what lies behind to one. */
function coarse(size: number, ahead: boolean): string {
  if (size < minute) return `${String(Math.floor(size / second))} s`;
  if (ahead) return size < hour ? `${String(Math.floor(size / minute))} m` : formatDuration(size);
  if (size < hour) return `${String(Math.floor(size / minute))} m`;
  if (size < day) return `${String(Math.floor(size / hour))} h`;
  return `${String(Math.floor(size / day))} d`;
}

const dateFormat = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
const momentFormat = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});
const clockFormat = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});

export function formatDate(atMs: number): string {
  return dateFormat.format(atMs);
}

/** To the second, with the time zone. */
export function formatMoment(atMs: number): string {
  return momentFormat.format(atMs);
}

/** `10:41:07.300`. */
export function formatClock(atMs: number): string {
  return clockFormat.format(atMs);
}
