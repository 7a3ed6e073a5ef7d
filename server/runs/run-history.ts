import { type HistoryEvent, runRef, stamp } from '@baton/core';
import type { Ctx } from '../context.ts';
import type { RunHistoryInput } from '../input/runs.ts';
import type { HistoryPage, RunHistory } from '../views/runs.ts';
import { requireRun } from './require-run.ts';

export async function runHistory({ deps }: Ctx, input: RunHistoryInput): Promise<RunHistory> {
  await requireRun(deps, input.runId);
  const rows = await deps.storage.readHistory(runRef(input.runId), input.afterSeq, input.limit + 1);
  const events = rows.flatMap(stamp).filter(({ seq }) => seq > input.afterSeq);
  return { runId: input.runId, ...historyPage(events, input.limit) };
}

/** Every row has at least one event, so that as many rows as events are asked for are enough. */
export function historyPage(events: readonly HistoryEvent[], limit: number): HistoryPage {
  const shown = events.slice(0, limit);
  return { events: shown, lastSeq: shown.at(-1)?.seq ?? 0, more: events.length > limit };
}
