// Wall clocks: what a clock in a time zone shows at an instant, and when it shows something. A wall time is written as if it were UTC.

/** How far the zone's clock is ahead of UTC at an instant, in milliseconds. */
export function offsetAt(timeZone: string, atMs: number): number {
  const second = Math.floor(atMs / 1_000) * 1_000;
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(second)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
  const { year, month, day, hour, minute, second: seconds } = part;
  return Date.UTC(year, month - 1, day, hour, minute, seconds) - second;
}

/**
 * When the clock shows this wall time: the first time, if it does so twice (clocks go back); the first instant after the gap, if it never does
 * (clocks go forward). Never falls while `wallMs` rises.
 */
export function instantOf(timeZone: string, wallMs: number): number {
  const before = offsetAt(timeZone, wallMs - DAY_MS);
  const after = offsetAt(timeZone, wallMs + DAY_MS);
  // The greater offset gives the earlier instant.
  for (const offset of before > after ? [before, after] : [after, before]) {
    if (offsetAt(timeZone, wallMs - offset) === offset) return wallMs - offset;
  }
  return changeWithin(timeZone, wallMs - after, wallMs - before);
}

/** The first instant at which the clock has the offset that it has at `untilMs`; it had another one at `fromMs`. */
export function changeWithin(timeZone: string, fromMs: number, untilMs: number): number {
  const offset = offsetAt(timeZone, untilMs);
  let [low, high] = [fromMs, untilMs];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timeZone, middle) === offset) high = middle;
    else low = middle;
  }
  return high;
}

// A zone changes its clock at most once in this time.
const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
}
