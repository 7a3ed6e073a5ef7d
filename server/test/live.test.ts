import type { HistoryEvent } from '@baton/core';
import { WorkflowClient } from '@baton/client';
import { expectSignal, workflow } from '@baton/workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer } from '../start-server.ts';
import type { LiveMessage } from '../views/live.ts';
import { startWorker, type TestWorker } from './engine.ts';
import { BOOTSTRAP_KEY, byCookie, startStudio, type Studio } from './studio.ts';
import { subscribeAt } from './subscription.ts';

const waiting = workflow('waiting', async () => expectSignal('go'));

let studio: Studio;
let worker: TestWorker;
let client: WorkflowClient;
beforeAll(async () => {
  studio = await startStudio();
  worker = await startWorker(studio.databaseUrl, { workflows: [waiting] });
  client = new WorkflowClient({ url: studio.url, apiKey: BOOTSTRAP_KEY });
});
afterAll(async () => {
  await worker.stop();
  await studio.stop();
});

describe('the live stream', () => {
  test('tells events without gaps from where the page is, and resumes after a break', async () => {
    const run = await client.start(waiting, undefined);
    const { cookie } = await studio.person('viewer');
    const headers = byCookie(studio.url, cookie);
    const input = { run: { runId: run.runId, afterSeq: 0 }, topics: ['runs'] };
    const first = studio.subscribe('live.subscribe', input, headers);
    const hello = await first.until(({ data }) => kindOf(data) === 'hello');
    expect(hello.event).toBeNull();
    const started = await first.until(({ data }) => kindOf(data) === 'events');
    first.stop();
    const again = studio.subscribe('live.subscribe', { ...input, lastEventId: started.id }, headers);
    await again.until(({ data }) => kindOf(data) === 'hello');
    await run.signal('go', 1);
    await again.until(({ data }) => lastEvent(data)?.type === 'RunCompleted');
    again.stop();
    const seqs = [...first.messages, ...again.messages].flatMap(({ data }) =>
      eventsIn(data).map(({ seq }) => seq),
    );
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  });

  test('says that a run is blocked, and why', async () => {
    const run = await client.start('nobody has this workflow', null);
    const { cookie } = await studio.person('viewer');
    const input = { run: { runId: run.runId, afterSeq: 0 }, topics: [] };
    const stream = studio.subscribe('live.subscribe', input, byCookie(studio.url, cookie));
    await stream.until(({ data }) => blockedOn(data) === 'WORKFLOW_NOT_REGISTERED');
    stream.stop();
    await run.terminate();
  });

  test('says that a list has changed', async () => {
    const { cookie } = await studio.person('viewer');
    const stream = studio.subscribe(
      'live.subscribe',
      { topics: ['runs', 'designs'] },
      byCookie(studio.url, cookie),
    );
    await stream.until(({ data }) => kindOf(data) === 'hello');
    await studio.asAdmin.designs.create.mutate({ name: 'News' });
    await stream.until(({ data }) => isChanged(data, 'designs'));
    await client.start(waiting, undefined);
    await stream.until(({ data }) => isChanged(data, 'runs'));
    stream.stop();
  });

  test('does not hold up a server that stops', async () => {
    const server = await startServer({
      databaseUrl: studio.databaseUrl,
      port: 0,
      pages: false,
      throwAway: true,
    });
    const headers = { authorization: `Bearer ${BOOTSTRAP_KEY}` };
    const stream = subscribeAt(`${server.url}/api/trpc/live.subscribe`, { topics: [] }, headers);
    await stream.until(({ data }) => kindOf(data) === 'hello');
    const began = performance.now();
    await server.close();
    expect(performance.now() - began).toBeLessThan(3_000);
    stream.stop();
  });

  test('ends when its listener is disabled', async () => {
    const person = await studio.person('viewer');
    const stream = studio.subscribe(
      'live.subscribe',
      { topics: ['runs'] },
      byCookie(studio.url, person.cookie),
    );
    await stream.until(({ data }) => kindOf(data) === 'hello');
    await studio.asAdmin.people.disable.mutate({ personId: person.personId });
    await stream.until(({ event }) => event === 'serialized-error');
    stream.stop();
  });
});

test('nothing of this was a failure of ours', () => {
  expect(studio.logged).toEqual([]);
});

function blockedOn(data: unknown): string | undefined {
  const message = data as LiveMessage;
  return message.kind === 'pending' ? message.blocked?.code : undefined;
}

function kindOf(data: unknown): string | null {
  return isMessage(data) ? data.kind : null;
}
function eventsIn(data: unknown): readonly HistoryEvent[] {
  return isMessage(data) && data.kind === 'events' ? data.events : [];
}
function lastEvent(data: unknown): HistoryEvent | undefined {
  return eventsIn(data).at(-1);
}
function isChanged(data: unknown, topic: string): boolean {
  return isMessage(data) && data.kind === 'changed' && data.topic === topic;
}
function isMessage(data: unknown): data is LiveMessage {
  return typeof data === 'object' && data !== null && 'kind' in data;
}
