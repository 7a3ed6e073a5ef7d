import { formatMs, isDuration, MAX_DURATION_MS, toMs, ValidationError, type Duration } from '@baton/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('a duration', () => {
  it.each<[Duration, number]>([
    [250, 250],
    ['20s', 20_000],
    ['1 minute', 60_000],
    ['2h30m', 9_000_000],
    ['2h 30m', 9_000_000],
    ['1.5 h', 5_400_000],
    ['500ms', 500],
    ['2 Days, 3 hrs', 183_600_000],
    ['0s', 0],
    [{ seconds: 20 }, 20_000],
    [{ days: 1, hours: 1, milliseconds: 5 }, 90_000_005],
  ])('%j is %d ms', (duration, ms) => {
    expect(toMs(duration)).toBe(ms);
  });

  it.each(
    [
      ['', '20', 's', '-5s', '5 parsecs', '1h2', 'P1D', '1e3s', '1s;', '１s', `${'1'.repeat(40)}s`],
      [-1, Number.NaN, Infinity, MAX_DURATION_MS + 1],
      [
        null,
        undefined,
        true,
        [],
        {},
        { fortnights: 1 },
        { seconds: '1' },
        { seconds: undefined },
        { __proto__: 1 },
      ],
    ].flat(),
  )('%j is none', (wrong) => {
    expect(isDuration(wrong)).toBe(false);
    expect(() => toMs(wrong as Duration, 'retry.initial')).toThrow(ValidationError);
  });

  it('that is wrong names its option', () => {
    expect(() => toMs('soon', 'heartbeat')).toThrow('heartbeat: wanted a duration such as "20s"');
  });

  it('means the same in every form', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(59), fc.nat(59), (hours, minutes, seconds) => {
        const ms = ((hours * 60 + minutes) * 60 + seconds) * 1_000;
        expect(toMs({ hours, minutes, seconds })).toBe(ms);
        expect(toMs(`${hours}h${minutes}m${seconds}s`)).toBe(ms);
        expect(toMs(`${hours} hours ${minutes} min ${seconds} sec`)).toBe(ms);
      }),
    );
  });

  it('is refused quickly, however it is made up', () => {
    const before = performance.now();
    expect(isDuration('1'.repeat(100_000))).toBe(false);
    expect(isDuration('1 '.repeat(99) + '!')).toBe(false);
    expect(performance.now() - before).toBeLessThan(1_000);
  });

  it('reads well', () => {
    const said = [0, 999, 1_000, 59_999, 61_000, 3_600_000, 9_000_000, 86_400_000, 183_600_000].map(formatMs);
    expect(said).toEqual([
      '0 ms',
      '999 ms',
      '1 s',
      '1 min',
      '1 min 1 s',
      '1 h',
      '2 h 30 min',
      '1 day',
      '2 days 3 h',
    ]);
  });
});
