// Seeded randomness: mulberry32. See https://gist.github.com/tommyettinger/46a874533244883189143505d203312c

export interface Rng {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, n). */
  below(n: number): number;
  chance(probability: number): boolean;
  bytes(n: number): Uint8Array;
  pick<T>(from: readonly T[]): T;
  /** Randomness of its own for one concern, so that a draw more in one place doesn't change what all others draw. */
  fork(concern: string): Rng;
}

export function seededRng(seed: number): Rng {
  const next = mulberry32(seed);
  const below = (n: number): number => Math.floor(next() * n);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    bytes: (n) => Uint8Array.from({ length: n }, () => below(256)),
    pick: <T>(from: readonly T[]): T => {
      const picked = from[below(from.length)];
      if (picked === undefined) throw new RangeError('There is nothing to pick from');
      return picked;
    },
    fork: (concern) => seededRng(mixed(seed, concern)),
  };
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** FNV-1a over the name, begun with the seed. */
function mixed(seed: number, concern: string): number {
  let hash = Math.imul(seed ^ 0x811c9dc5, 0x01000193);
  for (const character of concern) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}
