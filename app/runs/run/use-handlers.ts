'use client';
// What the run's code listens to, as a worker says. Without one nothing is known, and names can be typed.
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../lib/trpc.tsx';
import { useRun } from './run-store.ts';

export interface Handlers {
  readonly queries: readonly string[];
  readonly updates: readonly string[];
}

const none: Handlers = { queries: [], updates: [] };

export function useHandlers(): Handlers {
  const { runId } = useRun();
  const trpc = useTRPC();
  const asked = useQuery(
    trpc.runs.query.queryOptions(
      { runId, name: 'baton.handlers', thisRun: true, timeoutMs: 5_000 },
      { retry: false, staleTime: 5_000 },
    ),
  );
  // The built-in query answers this shape.
  return (asked.data?.value as Handlers | undefined) ?? none;
}
