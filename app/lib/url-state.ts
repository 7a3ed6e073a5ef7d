'use client';
// View state that lives in the query string: a link shows what its sender saw.
import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

export interface UrlState {
  /** `''` if it is not there. */
  readonly get: (name: string) => string;
  /** Replaces these; `''` takes one out. No entry in the history: filters are not places. */
  readonly set: (changes: Readonly<Record<string, string>>) => void;
}

export function useUrlState(): UrlState {
  const params = useSearchParams();
  const get = useCallback((name: string) => params.get(name) ?? '', [params]);
  const set = useCallback((changes: Readonly<Record<string, string>>) => {
    const url = new URL(window.location.href);
    for (const [name, value] of Object.entries(changes)) {
      if (value === '') url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    window.history.replaceState(null, '', url.pathname + url.search);
  }, []);
  return { get, set };
}
