// What a deployment costs while nothing happens in it, whatever waits there.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { activity, createSession, expectSignal, humanActivity, sleep, workflow } from '@baton/workflow';
import pg from 'pg';
import { startWorld, until, type World } from './support/world.ts';

const work = activity('work', { startToClose: '1 minute' }, () => null);
const decide = humanActivity('decide', { title: 'Decide' });

const forSignal = workflow('forSignal', () => expectSignal('go'));
const forTime = workflow('forTime', () => sleep('10 days'));
const forPerson = workflow('forPerson', () => decide({}));
const inSession = workflow('inSession', async () => {
  await using session = await createSession({ creationTimeout: '1 minute', executionTimeout: '10 days' });
  await session.run(() => expectSignal('go'));
});
const workflows = [forSignal, forTime, forPerson, inSession];

const EACH = 8;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** Statements that all of this process sends from now on. */
function countStatements(): { readonly sent: () => number } {
  let sent = 0;
  const prototype = pg.Client.prototype as { query: (...args: never[]) => unknown };
  const { query } = prototype;
  prototype.query = function counted(this: unknown, ...args: never[]) {
    sent += 1;
    return query.apply(this, args);
  };
  return { sent: () => sent };
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

test('a worker and a web process at rest ask the database two things a second each at most, whatever waits', async () => {
  await world.worker({
    ...{ workflows, activities: [work], leaseTimeout: '10 seconds', sessions: { enabled: true } },
    taskQueues: ['default', 'gpu', 'mail', 'reports'],
  });
  for (const { name } of workflows) {
    for (let at = 0; at < EACH; at++) await world.client.start(name, null, { workflowId: `${name}-${at}` });
  }
  await until(async () => (await world.storage.listSessions({ open: true, limit: 100 })).length === EACH);
  await until(async () =>
    (await world.storage.listSessions({ limit: 100 })).every(({ state }) => state === 'open'),
  );
  const statements = countStatements();
  const sentIn = async (ms: number): Promise<number> => {
    const before = statements.sent();
    await passed(ms);
    return statements.sent() - before;
  };
  await until(async () => (await sentIn(1_000)) <= 3, 20_000);
  // Eleven are expected of the worker (a look renews its lease, too; three times in the length of the lease its shards are looked after), one of
  // the web process, and four that come twice a minute.
  const together = await sentIn(8_000);
  await world.stopWorkers();
  const web = 2 * (await sentIn(4_000));
  expect(web).toBeLessThanOrEqual(2 * 8);
  expect(together - web).toBeLessThanOrEqual(2 * 8);
}, 60_000);
