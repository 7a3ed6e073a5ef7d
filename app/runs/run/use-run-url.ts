'use client';
// View, node and moment are in the URL, so that a link shows exactly this. Moving through time or nodes makes no history entries.
import { useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import type { RunViewName } from './run-head.tsx';
import type { RunModel } from './run-store.ts';

const views: ReadonlySet<string> = new Set<RunViewName>(['canvas', 'timeline', 'events', 'io']);

export function readRunUrl(): { readonly node: string | null; readonly at: number | null } {
  const params = new URLSearchParams(window.location.search);
  const at = Number(params.get('at') ?? NaN);
  return { node: params.get('node'), at: Number.isInteger(at) && at > 0 ? at : null };
}

export function useRunUrl(run: RunModel, initial: RunViewName) {
  const params = useSearchParams();
  const asked = params.get('view');
  const view =
    asked !== null && views.has(asked) && (asked !== 'canvas' || initial === 'canvas')
      ? (asked as RunViewName)
      : initial;
  useEffect(() => {
    const stopNode = run.selected.subscribe(() => write({ node: run.selected.get() }));
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Dragging the scrubber would write more often than browsers allow.
    const stopView = run.view.subscribe(() => {
      clearTimeout(timer);
      const { isPast, seq } = run.view.get();
      timer = setTimeout(() => write({ at: isPast ? String(seq) : null }), 200);
    });
    return () => {
      stopNode();
      stopView();
      clearTimeout(timer);
    };
  }, [run]);
  return { view, setView: (next: RunViewName) => write({ view: next === initial ? null : next }) };
}

function write(change: Readonly<Record<string, string | null>>): void {
  const params = new URLSearchParams(window.location.search);
  for (const [key, value] of Object.entries(change)) {
    if (value === null) params.delete(key);
    else params.set(key, value);
  }
  const search = params.size === 0 ? '' : `?${params.toString()}`;
  if (search !== window.location.search)
    window.history.replaceState(null, '', window.location.pathname + search);
}
