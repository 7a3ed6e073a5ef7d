// A value that components read by selectors: one that moves must not draw the whole page again.
import { useRef, useSyncExternalStore } from 'react';

export interface ReadStore<T> {
  readonly get: () => T;
  readonly subscribe: (listener: () => void) => () => void;
}
export interface Store<T> extends ReadStore<T> {
  readonly set: (value: T) => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A part of a store's value; draws again only when that part is another one. `equal` for parts that are made anew each time. */
export function useStore<T, S>(
  store: ReadStore<T>,
  select: (value: T) => S,
  equal: (a: S, b: S) => boolean = Object.is,
): S {
  const last = useRef<{ readonly part: S } | null>(null);
  const read = () => {
    const part = select(store.get());
    const kept = last.current;
    if (kept !== null && equal(kept.part, part)) return kept.part;
    last.current = { part };
    return part;
  };
  return useSyncExternalStore(store.subscribe, read, read);
}
