import { mapToFill, noEntries, noMembers, setToFill, unlessEmpty } from '@baton/core';
import { describe, expect, it } from 'vitest';

describe('what stands for an empty collection', () => {
  it('is the same for everybody, and takes nothing in', () => {
    expect(noEntries()).toBe(noEntries());
    expect(() => noEntries().set('a', 1)).toThrow(TypeError);
    expect(() => noMembers().add('a')).toThrow(TypeError);
    expect([noEntries().size, noMembers().size]).toEqual([0, 0]);
  });

  it('makes place for one that can be filled, and comes back for one that is empty', () => {
    const map = mapToFill(noEntries<string, number>());
    expect(mapToFill(map.set('a', 1))).toBe(map);
    expect(unlessEmpty(map)).toBe(map);
    map.delete('a');
    expect(unlessEmpty(map)).toBe(noEntries());
    const set = setToFill(noMembers<string>());
    expect(setToFill(set.add('a'))).toBe(set);
  });
});
