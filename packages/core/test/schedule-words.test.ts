import { describe, expect, it } from 'vitest';
import { cadenceWords, scheduleProblems, type Cadence, type ScheduleSpec } from '../src/index.ts';

const always = { startAtMs: null, endAtMs: null, jitterMs: 0 };
const cron = (timeZone: string, ...expressions: string[]): ScheduleSpec => ({
  cadence: { kind: 'cron', expressions, timeZone },
  ...always,
});
const every = (everyMs: number, offsetMs = 0): ScheduleSpec => ({
  cadence: { kind: 'interval', everyMs, offsetMs },
  ...always,
});

describe('what can’t be scheduled is told with place and remedy', () => {
  const problemOf = (spec: ScheduleSpec) =>
    scheduleProblems(spec).map(({ path, message }) => `${path}: ${message}`);
  it.each([
    ['61 * * * *', /^cron\.0: "61 \* \* \* \*": invalid value for minute: 61\. For example/],
    ['0 9 * *', /wanted five fields .* found 4/],
    ['@fortnightly', /^cron\.0: /],
    ['0 0 31 2 *', /never happens: there is no such date/],
    ['0 9 * * FUNDAY', /^cron\.0: /],
    ['0 0 0 1 1 * 2031', /found 7/],
  ])('%s', (expression, expected) => {
    expect(problemOf(cron('UTC', expression))).toEqual([expect.stringMatching(expected)]);
  });
  it('the place of a bad expression among good ones', () => {
    expect(problemOf(cron('UTC', '0 9 * * *', 'x'))[0]).toMatch(/^cron\.1: /);
  });
  it.each(['Mars/Olympus', '+02:00', ''])('the time zone %s', (zone) => {
    expect(problemOf(cron(zone, '0 9 * * *'))[0]).toMatch(/^timeZone: .*IANA name such as Europe\/Berlin/);
  });
  it('intervals below a second, and offsets beyond the interval', () => {
    expect(problemOf(every(500))[0]).toMatch(/^every: .*at most once a second/);
    expect(problemOf(every(60_000, 60_000))[0]).toMatch(
      /^offset: The offset is less than the interval \(1 min\)/,
    );
  });
  it('an end before the beginning, or before the first tick', () => {
    expect(problemOf({ ...every(60_000), startAtMs: 2_000, endAtMs: 1_000 })[0]).toMatch(
      /^endAtMs: .*before it begins/,
    );
    expect(problemOf({ ...every(60_000), startAtMs: 1_000, endAtMs: 2_000 })[0]).toMatch(
      /^endAtMs: .*never ticks/,
    );
  });
  it('nothing, where all is well', () => {
    for (const expression of ['0 9 * * 1-5', '@daily', '*/10 * * * * *', '0 9 L * *', '0 9 * * MON#1']) {
      expect(problemOf(cron('Europe/Berlin', expression)), expression).toEqual([]);
    }
  });
});

describe('a cadence in words', () => {
  const inBerlin = (...expressions: string[]): Cadence => ({
    kind: 'cron',
    expressions,
    timeZone: 'Europe/Berlin',
  });
  it.each([
    ['0 9 * * 1-5', 'Every weekday at 09:00 Europe/Berlin'],
    ['30 8,17 * * *', 'Every day at 08:30 and 17:30 Europe/Berlin'],
    ['0 9 * * MON,THU', 'Every Monday and Thursday at 09:00 Europe/Berlin'],
    ['0 9 * * 0,6', 'Every Saturday and Sunday at 09:00 Europe/Berlin'],
    ['5 0 1,15 * *', 'On days 1 and 15 of every month at 00:05 Europe/Berlin'],
    ['0 6 L * *', 'On the last day of every month at 06:00 Europe/Berlin'],
    ['0 6 1 1,7 *', 'On day 1 of January and July at 06:00 Europe/Berlin'],
    ['0 6 * 12 *', 'Every day in December at 06:00 Europe/Berlin'],
    ['15 30 9 * * *', 'Every day at 09:30:15 Europe/Berlin'],
    ['* * * * *', 'Every minute'],
    ['*/15 * * * *', 'Every 15 minutes'],
    ['*/5 * * * * *', 'Every 5 seconds'],
    ['0 * * * *', 'Every hour'],
    ['20 */6 * * *', 'Every 6 hours at minute 20'],
    ['@daily', 'Every day at 00:00 Europe/Berlin'],
    ['0 9 1-7 * 1', 'Cron 0 9 1-7 * 1 Europe/Berlin'],
    ['0 9 * * MON#1', 'Cron 0 9 * * MON#1 Europe/Berlin'],
  ])('%s is "%s"', (expression, words) => {
    expect(cadenceWords(inBerlin(expression))).toBe(words);
  });
  it('two expressions are one sentence', () => {
    expect(cadenceWords(inBerlin('0 9 * * 1-5', '0 11 * * SAT'))).toBe(
      'Every weekday at 09:00, and every Saturday at 11:00 Europe/Berlin',
    );
  });
  it.each([
    [60_000, 0, 'Every minute'],
    [5_400_000, 0, 'Every 90 minutes'],
    [86_400_000, 0, 'Every day'],
    [3_600_000, 300_000, 'Every hour, 5 min past'],
    [1_500, 0, 'Every 1500 ms'],
  ])('%d ms, offset %d is "%s"', (everyMs, offsetMs, words) => {
    expect(cadenceWords({ kind: 'interval', everyMs, offsetMs })).toBe(words);
  });
});
