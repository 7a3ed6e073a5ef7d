'use client';
// The one live stream of the tab (browsers allow six connections per host). It carries the events of the run whose page is open and says which
// lists changed; lists are then read again. States: `connecting` until the first answer and after a break, `live` in between.
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createContext, use, useEffect, useMemo, useRef, useState } from 'react';

import type { HistoryEvent, RunId } from '@baton/core';
import type { LiveTopic } from '../../server/input/live.ts';
import type { LiveMessage } from '../../server/views/live.ts';
import { hearServerNow } from './clock.ts';
import { useTRPC, useTRPCClient } from './trpc.tsx';

type PendingMessage = Extract<LiveMessage, { kind: 'pending' }>;

/** What a run's page wants of the stream. */
export interface RunListener {
  readonly runId: RunId;
  /** Asked at each (re)connection: the last event that is known. */
  readonly lastSeq: () => number;
  readonly onEvents: (events: readonly HistoryEvent[]) => void;
  readonly onPending: (message: PendingMessage) => void;
}

export type LiveState = 'connecting' | 'live';

const LiveContext = createContext<{
  readonly state: LiveState;
  readonly watch: (listener: RunListener) => () => void;
} | null>(null);

const topics: readonly LiveTopic[] = ['runs', 'inbox', 'workers', 'sessions', 'designs', 'schedules'];

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useTRPCClient();
  const refresh = useRefresh();
  const [state, setState] = useState<LiveState>('connecting');
  const [run, setRun] = useState<RunListener | null>(null);
  const [attempt, setAttempt] = useState(0);
  const wasLive = useRef(false);
  const pauseMs = useRef(FIRST_PAUSE_MS);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // The library comes back by itself after a cut, but not after a refusal, e.g. of a server whose database is away.
    const tryAgain = () => {
      setState('connecting');
      timer ??= setTimeout(() => setAttempt((count) => count + 1), pauseMs.current);
      pauseMs.current = Math.min(2 * pauseMs.current, LONGEST_PAUSE_MS);
    };
    const subscription = client.live.subscribe.subscribe(
      { topics: [...topics], ...(run ? { run: { runId: run.runId, afterSeq: run.lastSeq() } } : {}) },
      {
        onData: (message) => take(unwrap(message), run, refresh),
        onConnectionStateChange: ({ state: connection }) => {
          if (connection !== 'pending') return setState('connecting');
          setState('live');
          pauseMs.current = FIRST_PAUSE_MS;
          // After a break nobody knows what was missed; the run's events resume by themselves.
          if (wasLive.current) refresh('all');
          wasLive.current = true;
        },
        onError: tryAgain,
        onComplete: tryAgain,
      },
    );
    return () => {
      subscription.unsubscribe();
      clearTimeout(timer);
    };
  }, [client, run, refresh, attempt]);

  const value = useMemo(
    () => ({
      state,
      watch: (listener: RunListener) => {
        setRun(listener);
        return () => setRun((current) => (current === listener ? null : current));
      },
    }),
    [state],
  );
  return <LiveContext value={value}>{children}</LiveContext>;
}

/** Tracked messages come as `{id, data}`. */
function unwrap(message: LiveMessage | { readonly id: string; readonly data: LiveMessage }): LiveMessage {
  return 'kind' in message ? message : message.data;
}

function take(message: LiveMessage, run: RunListener | null, refresh: (what: LiveTopic | 'all') => void) {
  switch (message.kind) {
    case 'hello': {
      hearServerNow(message.serverNowMs);
      return;
    }
    case 'changed': {
      refresh(message.topic);
      return;
    }
    case 'events':
      if (message.runId === run?.runId) run.onEvents(message.events);
      return;
    case 'pending':
      if (message.runId === run?.runId) run.onPending(message);
      return;
    default:
      // A newer server may say more than this page knows.
      return;
  }
}

/** Reads again what is on screen of a topic (and marks the rest stale). */
function useRefresh() {
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  return useMemo(() => {
    const keys: Record<LiveTopic, readonly (readonly unknown[])[]> = {
      runs: [trpc.runs.list.pathKey()],
      inbox: [trpc.humanTasks.pathKey()],
      workers: [trpc.workers.pathKey(), trpc.activityTypes.pathKey()],
      sessions: [trpc.sessions.pathKey()],
      designs: [trpc.designs.list.pathKey(), trpc.designs.versions.pathKey()],
      schedules: [trpc.schedules.pathKey()],
    };
    return (what: LiveTopic | 'all') => {
      const stale = what === 'all' ? Object.values(keys).flat() : keys[what];
      for (const queryKey of stale) void queryClient.invalidateQueries({ queryKey });
    };
  }, [queryClient, trpc]);
}

export function useLiveState(): LiveState {
  return use(LiveContext)?.state ?? 'connecting';
}

/** Watches one run while mounted. Memoise the listener: a new one opens a new stream. */
export function useLiveRun(listener: RunListener | null): void {
  const watch = use(LiveContext)?.watch;
  useEffect(() => {
    if (listener === null || watch === undefined) return;
    return watch(listener);
  }, [listener, watch]);
}
