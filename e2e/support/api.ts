// The studio's API as services use it, for what a test arranges and for what it looks up afterwards.
import type { Design, HistoryEvent, Json } from '@baton/core';
import { expect } from '@playwright/test';
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '../../server/router.ts';
import { apiKey, type Studio } from './studio.ts';

export type Api = TRPCClient<AppRouter>;

export function apiOf({ url }: Studio): Api {
  const link = httpLink({ url: `${url}/api/trpc`, headers: { authorization: `Bearer ${apiKey}` } });
  return createTRPCClient<AppRouter>({ links: [link] });
}

/** A published design to start runs of; answers its id. */
export async function publishDesign(api: Api, name: string, from: Design | string): Promise<string> {
  const what = typeof from === 'string' ? { templateId: from } : { document: from };
  const { designId, revision } = await api.designs.create.mutate({ name, ...what });
  await api.designs.publish.mutate({ designId, revision });
  return designId;
}

export async function startRun(api: Api, designId: string, input: Json): Promise<string> {
  return (await api.runs.start.mutate({ designId, input })).runId;
}

/** Waits until the run is over; answers how. */
export async function outcomeOf(api: Api, runId: string) {
  let outcome = await api.runs.result.query({ runId: runId as never, waitMs: 1_000 });
  await expect(async () => {
    outcome = await api.runs.result.query({ runId: runId as never, waitMs: 5_000 });
    expect(outcome.status).not.toBe('running');
  }).toPass({ timeout: 60_000 });
  return outcome;
}

export async function historyOf(api: Api, runId: string): Promise<readonly HistoryEvent[]> {
  return (await api.runs.history.query({ runId: runId as never })).events;
}

/** The node that each activity of the history was done for, in order of its event of this type. */
export function stepsOf(events: readonly HistoryEvent[], type: HistoryEvent['type']): readonly string[] {
  const names = new Map(
    events.flatMap((event) =>
      event.type === 'ActivityScheduled' ? [[event.activityId, event.label ?? event.name] as const] : [],
    ),
  );
  return events.flatMap((event) =>
    event.type === type && 'activityId' in event ? [names.get(event.activityId) ?? '?'] : [],
  );
}
