// Collections in which nothing is yet: one of each for everybody. An empty map takes 250 bytes, a run has nine, and most runs never put anything
// into most of them; a worker holds ten thousand runs.

class NoEntries<K, V> extends Map<K, V> {
  override set(): never {
    throw new TypeError('Nothing is put into the map that stands for none: ask mapToFill for one');
  }
}

class NoMembers<T> extends Set<T> {
  override add(): never {
    throw new TypeError('Nothing is put into the set that stands for none: ask mapToFill for one');
  }
}

const none: Map<never, never> = new NoEntries();
const nobody: Set<never> = new NoMembers();

export function noEntries<K, V>(): Map<K, V> {
  return none;
}

export function noMembers<T>(): Set<T> {
  return nobody;
}

/** The map itself, or a new one if it stands for none. */
export function mapToFill<K, V>(map: Map<K, V>): Map<K, V> {
  return map === noEntries<K, V>() ? new Map<K, V>() : map;
}

/** The set itself, or a new one if it stands for none. */
export function setToFill<T>(set: Set<T>): Set<T> {
  return set === noMembers<T>() ? new Set<T>() : set;
}

/** The map itself; if it is empty, what stands for none. */
export function unlessEmpty<K, V>(map: Map<K, V>): Map<K, V> {
  return map.size === 0 ? noEntries<K, V>() : map;
}
