'use client';
// Keeps the page's log up to date: first what the first answer had no room for, then the live stream.
import { useEffect, useMemo } from 'react';
import { type RunListener, useLiveRun } from '../../lib/live.tsx';
import { useTRPCClient } from '../../lib/trpc.tsx';
import type { RunModel } from './run-store.ts';

export function useLive(run: RunModel): void {
  const client = useTRPCClient();
  const listener = useMemo((): RunListener => {
    /** Reads what is missing, page by page. */
    const catchUp = async () => {
      for (let more = true; more;) {
        const page = await client.runs.history.query({ runId: run.runId, afterSeq: run.log.lastSeq });
        run.append(page.events);
        more = page.more && page.events.length > 0;
      }
    };
    return {
      runId: run.runId,
      lastSeq: () => run.log.lastSeq,
      onEvents: (events) => {
        if (!run.append(events)) void catchUp();
      },
      onPending: ({ pending, sessions, blocked }) => run.takeRows({ pending, sessions, blocked }),
    };
  }, [client, run]);
  const isClosedWhole = run.detail.run.closedAtMs !== null && !run.detail.history.more;
  useLiveRun(isClosedWhole ? null : listener);
  useEffect(() => {
    if (!run.detail.history.more) return;
    let stopped = false;
    const read = async () => {
      for (let more = true; more && !stopped;) {
        const page = await client.runs.history.query({ runId: run.runId, afterSeq: run.log.lastSeq });
        run.append(page.events);
        more = page.more && page.events.length > 0;
      }
    };
    void read();
    return () => {
      stopped = true;
    };
  }, [client, run]);
}
