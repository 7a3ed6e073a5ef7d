import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actsAt, nextTick, nextTicks, tickWorkflowId, type ScheduleSpec } from '../src/index.ts';

const at = (iso: string): number => Date.parse(iso);
const always = { startAtMs: null, endAtMs: null, jitterMs: 0 };
const cron = (timeZone: string, ...expressions: string[]): ScheduleSpec => ({
  cadence: { kind: 'cron', expressions, timeZone },
  ...always,
});
const every = (everyMs: number, offsetMs = 0): ScheduleSpec => ({
  cadence: { kind: 'interval', everyMs, offsetMs },
  ...always,
});
const ticks = (spec: ScheduleSpec, afterIso: string, limit: number): readonly string[] =>
  nextTicks(spec, at(afterIso), limit).map((tick) => new Date(tick).toISOString().replace('.000Z', 'Z'));

describe('on the day that clocks go forward', () => {
  it('Berlin: 02:30, which that day does not have, ticks once, at 03:00', () => {
    expect(ticks(cron('Europe/Berlin', '30 2 * * *'), '2026-03-28T00:00:00Z', 3)).toEqual([
      '2026-03-28T01:30:00Z',
      '2026-03-29T01:00:00Z',
      '2026-03-30T00:30:00Z',
    ]);
  });
  it('New York: likewise at 03:00', () => {
    expect(ticks(cron('America/New_York', '30 2 * * *'), '2026-03-07T00:00:00Z', 3)).toEqual([
      '2026-03-07T07:30:00Z',
      '2026-03-08T07:00:00Z',
      '2026-03-09T06:30:00Z',
    ]);
  });
  it('Lord Howe, which goes forward by half an hour: 02:15 ticks once, at 02:30', () => {
    expect(ticks(cron('Australia/Lord_Howe', '15 2 * * *'), '2026-10-02T12:00:00Z', 3)).toEqual([
      '2026-10-02T15:45:00Z',
      '2026-10-03T15:30:00Z',
      '2026-10-04T15:15:00Z',
    ]);
  });
  it('two times in the gap tick once together, and the hour after it is not lost', () => {
    expect(ticks(cron('Europe/Berlin', '15,45 2,3 * * *'), '2026-03-28T23:00:00Z', 3)).toEqual([
      '2026-03-29T01:00:00Z',
      '2026-03-29T01:15:00Z',
      '2026-03-29T01:45:00Z',
    ]);
  });
  it('each half hour goes on each half hour of real time', () => {
    expect(ticks(cron('Europe/Berlin', '*/30 * * * *'), '2026-03-29T00:00:00Z', 3)).toEqual([
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:00:00Z',
      '2026-03-29T01:30:00Z',
    ]);
  });
});

describe('on the day that clocks go back', () => {
  it('Berlin: 02:30, which that day has twice, ticks the first time only', () => {
    expect(ticks(cron('Europe/Berlin', '30 2 * * *'), '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ]);
  });
  it('also for who asks between the two', () => {
    expect(ticks(cron('Europe/Berlin', '30 2 * * *'), '2026-10-25T00:45:00Z', 1)).toEqual([
      '2026-10-26T01:30:00Z',
    ]);
    expect(ticks(cron('Europe/Berlin', '30 2 * * *'), '2026-10-25T01:15:00Z', 1)).toEqual([
      '2026-10-26T01:30:00Z',
    ]);
  });
  it('New York: 01:30 ticks the first time only', () => {
    expect(ticks(cron('America/New_York', '30 1 * * *'), '2026-10-31T12:00:00Z', 2)).toEqual([
      '2026-11-01T05:30:00Z',
      '2026-11-02T06:30:00Z',
    ]);
  });
  it('Lord Howe: 01:45 ticks the first time only', () => {
    expect(ticks(cron('Australia/Lord_Howe', '45 1 * * *'), '2026-04-04T00:00:00Z', 2)).toEqual([
      '2026-04-04T14:45:00Z',
      '2026-04-05T15:15:00Z',
    ]);
  });
  it('each quarter of an hour goes on each quarter of real time', () => {
    const found = nextTicks(cron('Europe/Berlin', '*/15 * * * *'), at('2026-10-24T23:50:00Z'), 20);
    expect(found.slice(1).map((tick, place) => tick - (found[place] ?? 0))).toEqual(Array(19).fill(900_000));
  });
});

describe('hours with a step are named hours', () => {
  it('each second hour: the one that is missing ticks at the end of the gap, the one that comes twice ticks once', () => {
    expect(ticks(cron('Europe/Berlin', '0 */2 * * *'), '2026-03-28T23:00:00Z', 3)).toEqual([
      '2026-03-29T01:00:00Z',
      '2026-03-29T02:00:00Z',
      '2026-03-29T04:00:00Z',
    ]);
    expect(ticks(cron('Europe/Berlin', '30 */2 * * *'), '2026-10-24T23:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-25T03:30:00Z',
    ]);
  });
  it('a day that a zone left out ticks once, at its end', () => {
    // Samoa went from Thursday the 29th to Saturday the 31st of December 2011.
    expect(ticks(cron('Pacific/Apia', '0 9 * * *'), '2011-12-29T00:00:00Z', 3)).toEqual([
      '2011-12-29T19:00:00Z',
      '2011-12-30T10:00:00Z',
      '2011-12-30T19:00:00Z',
    ]);
  });
});

describe('in UTC', () => {
  it('ticks at the times named by any of the expressions, each once', () => {
    expect(ticks(cron('UTC', '0 9 * * *', '0 9,17 * * 1'), '2026-11-22T00:00:00Z', 4)).toEqual([
      '2026-11-22T09:00:00Z',
      '2026-11-23T09:00:00Z',
      '2026-11-23T17:00:00Z',
      '2026-11-24T09:00:00Z',
    ]);
  });
  it('knows the 29th of February', () => {
    expect(ticks(cron('UTC', '0 0 29 2 *'), '2026-01-01T00:00:00Z', 2)).toEqual([
      '2028-02-29T00:00:00Z',
      '2032-02-29T00:00:00Z',
    ]);
  });
});

describe('an interval', () => {
  it('is aligned to 1970 and its offset, wherever one begins to count', () => {
    expect(ticks(every(3_600_000, 300_000), '2026-11-22T10:04:59Z', 2)).toEqual([
      '2026-11-22T10:05:00Z',
      '2026-11-22T11:05:00Z',
    ]);
    expect(ticks(every(3_600_000, 300_000), '2026-11-22T10:05:00Z', 1)).toEqual(['2026-11-22T11:05:00Z']);
  });
  it('keeps to its beginning and its end, both included', () => {
    const spec = {
      ...every(60_000),
      startAtMs: at('2026-11-22T10:00:00Z'),
      endAtMs: at('2026-11-22T10:02:00Z'),
    };
    expect(ticks(spec, '2026-11-01T00:00:00Z', 9)).toEqual([
      '2026-11-22T10:00:00Z',
      '2026-11-22T10:01:00Z',
      '2026-11-22T10:02:00Z',
    ]);
  });
});

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'UTC',
  'Africa/Casablanca',
  'Asia/Kolkata',
];
// Days around the changes of clocks of these zones, 2026.
const changes = [
  '2026-03-08',
  '2026-03-29',
  '2026-04-04',
  '2026-10-03',
  '2026-10-25',
  '2026-11-01',
  '2026-02-15',
];
const field = (max: number, min = 0) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min, max }).map(String) },
    { weight: 2, arbitrary: fc.constant('*') },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 20 }).map((step) => `*/${step}`) },
    {
      weight: 1,
      arbitrary: fc
        .uniqueArray(fc.integer({ min, max }), { minLength: 2, maxLength: 3 })
        .map((values) => [...values].sort((a, b) => a - b).join(',')),
    },
  );
const anyCron = fc
  .tuple(
    field(59),
    fc.oneof(field(23), fc.integer({ min: 0, max: 3 }).map(String)),
    fc.constantFrom('*', '*', '1-5', '0'),
  )
  .map(([minute, hour, weekday]) => `${minute} ${hour} * * ${weekday}`);
const anyMoment = fc
  .tuple(fc.constantFrom(...changes), fc.integer({ min: -12 * 3600, max: 30 * 3600 }))
  .map(([day, seconds]) => at(`${day}T00:00:00Z`) + seconds * 1_000);

describe('for any expression, zone and moment', () => {
  it('ticks rise strictly, and are the same from wherever one asks', () => {
    fc.assert(
      fc.property(
        anyCron,
        fc.constantFrom(...zones),
        anyMoment,
        fc.nat(10_000),
        (expression, zone, from, part) => {
          const spec = cron(zone, expression);
          let before = from;
          for (let place = 0; place < 4; place++) {
            const tick = nextTick(spec, before);
            if (tick === null) throw new Error('It never ticks');
            expect(tick).toBeGreaterThan(before);
            // From any moment before a tick, and after the one before it, that tick is the next: none is skipped, none comes twice.
            expect(nextTick(spec, before + Math.floor(((tick - 1 - before) * part) / 10_000))).toBe(tick);
            before = tick;
          }
        },
      ),
      { numRuns: 1_500 },
    );
  });

  it('a time of the day ticks once on each day of a year', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: 0, max: 3 }),
        fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
        (minute, hour, zone) => {
          const day = new Intl.DateTimeFormat('sv', { timeZone: zone });
          const found = nextTicks(cron(zone, `${minute} ${hour} * * *`), at('2026-01-01T12:00:00Z'), 364);
          expect(new Set(found.map((tick) => day.format(tick))).size).toBe(364);
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('jitter', () => {
  it('is the same for the same tick, differs between ticks, and stays before the next one', () => {
    const spec = { ...every(60_000), jitterMs: 600_000 };
    const delays = nextTicks(spec, 0, 50).map((tick) => actsAt('nightly', spec, tick) - tick);
    expect(delays).toEqual(nextTicks(spec, 0, 50).map((tick) => actsAt('nightly', spec, tick) - tick));
    expect(Math.max(...delays)).toBeLessThan(60_000);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(new Set(delays).size).toBeGreaterThan(40);
  });
});

it('the run of a tick is named after schedule and tick', () => {
  expect(tickWorkflowId('nightly', at('2026-11-23T03:00:00Z'))).toBe('nightly/2026-11-23T03:00:00.000Z');
});
