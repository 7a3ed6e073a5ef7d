// The events of one run as they happen, for services. The studio uses the one stream of its tab instead.
import { closeStatusOf, type HistoryEvent, isClosed, runRef, stamp } from '@baton/core';
import { tracked } from '@trpc/server';
import type { Ctx } from '../context.ts';
import type { RunEventsInput } from '../input/runs.ts';
import { makeWake } from '../live/wake.ts';
import { requireRun } from './require-run.ts';

const ROWS_AT_ONCE = 500;
const RECHECK_MS = 1_000;

/** Batches in order, without gaps; ends with the event that ends the run. */
export async function* runEvents(
  ctx: Ctx,
  { runId, afterSeq, lastEventId }: RunEventsInput,
  signal: AbortSignal | undefined,
) {
  const { feed, storage } = ctx.deps;
  const wake = makeWake();
  const stop = feed.watchRun(runId, () => wake.ring());
  const beat = setInterval(() => wake.ring(), RECHECK_MS);
  const until = signal ?? new AbortController().signal;
  const resumed = Number(lastEventId ?? 0);
  let seq = Math.max(afterSeq, Number.isSafeInteger(resumed) ? resumed : 0);
  try {
    do {
      await ctx.recheck();
      // Before the history: if the run is closed now, then what is read next is all there will ever be.
      const { status } = await requireRun(ctx.deps, runId);
      const rows = await storage.readHistory(runRef(runId), seq, ROWS_AT_ONCE);
      const events: readonly HistoryEvent[] = rows.flatMap(stamp).filter((event) => event.seq > seq);
      const last = events.at(-1);
      if (last === undefined && isClosed(status)) return;
      if (last === undefined) continue;
      seq = last.seq;
      if (rows.length === ROWS_AT_ONCE) wake.ring();
      yield tracked(String(seq), events);
      if (closeStatusOf(last) !== null) return;
    } while (await wake.wait(until));
  } finally {
    clearInterval(beat);
    stop();
  }
}
