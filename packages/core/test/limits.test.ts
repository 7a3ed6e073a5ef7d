import { describe, expect, it } from 'vitest';
import { limitSettings, ValidationError, type LimitOptions } from '../src/index.ts';

describe('a limit', () => {
  it('bursts as much as a second brings, unless told otherwise', () => {
    expect(limitSettings({ perSecond: 2.5 })).toEqual({
      maxConcurrent: null,
      perSecond: 2.5,
      burst: 3,
      whileAsync: 'hold',
    });
    expect(limitSettings({ perSecond: 0.1 })).toMatchObject({ burst: 1 });
    expect(limitSettings({ perSecond: 10, burst: 100 })).toMatchObject({ burst: 100 });
  });

  it.each<[LimitOptions, string]>([
    [{}, 'limit'],
    [{ maxConcurrent: -1 }, 'limit.maxConcurrent'],
    [{ maxConcurrent: 1.5 }, 'limit.maxConcurrent'],
    [{ perSecond: 0 }, 'limit.perSecond'],
    [{ perSecond: Number.NaN }, 'limit.perSecond'],
    [{ perSecond: 1, burst: 0 }, 'limit.burst'],
    [{ perSecond: 1, whileAsync: 'maybe' as 'hold' }, 'limit.whileAsync'],
  ])('%j is refused at "%s"', (wrong, path) => {
    expect(() => limitSettings(wrong)).toThrow(ValidationError);
    expect(() => limitSettings(wrong)).toThrow(expect.objectContaining({ path }) as Error);
  });
});
