// The whole history of a run, from the studio's server: what `baton replay` and `replayHistory` take.
import type { HistoryEvent } from '@baton/core';
import { z } from 'zod';

export interface ExportFrom {
  /** Of the studio, e.g. `https://baton.example.com`. */
  readonly url: string;
  /** With the scope `runs:read`. */
  readonly apiKey: string;
  readonly runId: string;
}

export interface ExportedHistory {
  readonly runId: string;
  readonly events: readonly HistoryEvent[];
}

/** The server answers at most so many at once. */
const PAGE_EVENTS = 5_000;

const page = z.object({
  events: z.array(z.looseObject({ seq: z.int() })),
  lastSeq: z.int(),
  more: z.boolean(),
});
const refusal = z.object({ error: z.object({ message: z.string(), data: z.object({ code: z.string() }) }) });

/** Asks page by page. @throws {Error} with what the server says. */
export async function exportHistory({ url, apiKey, runId }: ExportFrom): Promise<ExportedHistory> {
  const events: HistoryEvent[] = [];
  for (let afterSeq = 0; ;) {
    const path = `api/v1/runs/${encodeURIComponent(runId)}/history?afterSeq=${afterSeq}&limit=${PAGE_EVENTS}`;
    const answer = await fetch(new URL(path, `${url.replace(/\/+$/, '')}/`), {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const body: unknown = await answer.json().catch(() => null);
    if (!answer.ok) throw new Error(wordsOf(body) ?? `${url} answered ${answer.status}`);
    const { events: more, lastSeq, more: goesOn } = page.parse(body);
    // What the server tells are events; here only their places are looked at.
    events.push(...(more as unknown as readonly HistoryEvent[]));
    if (!goesOn) return { runId, events };
    afterSeq = lastSeq;
  }
}

function wordsOf(body: unknown): string | null {
  const said = refusal.safeParse(body);
  return said.success ? `${said.data.error.data.code}: ${said.data.error.message}` : null;
}
