import { encodeEvents } from '@baton/core';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { afterAll, expect, test } from 'vitest';
import { isConnectionLost } from '../src/connection/errors.ts';
import { columns } from '../src/flush/columns.ts';
import { makePipeline, type Pipeline } from '../src/flush/pipeline.ts';
import { startStatements } from '../src/flush/write-plan.ts';
import { openedDatabase } from './opened.ts';
import { newRef, startRequest } from './runs.ts';

const database = openedDatabase();
const { runId, shard } = newRef('any');
const say = (body: string) => ({
  statement: 'add-outbox',
  values: columns([[shard, runId, 'message', JSON.stringify(body)]], 4),
});
const said = async () =>
  (await database.rows<{ body: string }>('select body from baton.outbox')).map(
    ({ body }) => JSON.parse(body) as string,
  );

const opened: Pipeline[] = [];
afterAll(() => opened.forEach((pipeline) => pipeline.drop()));

function open(): { readonly pipeline: Pipeline; readonly breakConnection: () => Promise<void> } {
  const losses = new EventEmitter();
  const pipeline = makePipeline(database.url(), () => losses.emit('loss'));
  opened.push(pipeline);
  return {
    pipeline,
    breakConnection: () => Promise.all([once(losses, 'loss'), breakAll()]).then(() => undefined),
  };
}

async function breakAll(): Promise<void> {
  await database.rows(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
}

test('a transaction whose connection breaks between two sends is lost as a whole', async () => {
  const { pipeline, breakConnection } = open();
  await pipeline.send(['begin', say('first')]);
  await breakConnection();
  // On the next connection these would count one by one.
  const second = await pipeline
    .send([say('second'), say('third'), 'commit'])
    .catch((error: unknown) => error);
  expect(isConnectionLost(second)).toBe(true);
  expect(await said()).toEqual([]);
  await pipeline.send(['begin', say('anew'), 'commit']);
  expect(await said()).toEqual(['anew']);
});

test('one that goes on where it was begun is whole, and what needs no transaction asks for none', async () => {
  const { pipeline, breakConnection } = open();
  await pipeline.send(['begin', say('one')]);
  await pipeline.send([say('two'), 'commit']);
  await breakConnection();
  await pipeline.send([say('three')]);
  expect(await said()).toEqual(['anew', 'one', 'two', 'three']);
});

test('a start that is made again in the same moment leaves the run as it is', async () => {
  const { pipeline } = open();
  const { ref, event } = startRequest('twice');
  const run = { ref, event, events: encodeEvents([event]), reject: false, prefix: undefined, messages: [] };
  const start = () => startStatements([{ ...run, wakeId: randomUUID() }]);
  // `now()` is the same for both.
  await pipeline.send(['begin', ...start(), ...start(), 'commit']);
  const rows = await database.rows('select kind from baton.inbox where run_id = $1', [ref.runId]);
  expect(rows).toEqual([{ kind: 'wake' }]);
});
