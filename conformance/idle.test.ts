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

test('a web process and a worker at rest ask the database two things a second each at most, whatever waits', async () => {
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
  await until(async () => {
    const before = statements.sent();
    await passed(1_000);
    return statements.sent() - before <= 4;
  }, 20_000);
  const before = statements.sent();
  await passed(4_000);
  // Two a second for each of the two processes; ten are expected: looks, a lease of 10 s, and what comes twice a minute.
  expect(statements.sent() - before).toBeLessThanOrEqual(16);
});
