import type { Design, Json, RunId } from '@baton/core';
import { activity } from '@baton/workflow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorker, type TestWorker } from './engine.ts';
import { refusal, startStudio, type Studio } from './studio.ts';

const calls: string[] = [];
const charge = activity('charge', { startToClose: '10s' }, async (input: { amount: number }) => {
  calls.push(`charge ${input.amount}`);
  return { paid: input.amount };
});
const ship = activity('ship', { startToClose: '10s' }, async (input: { paid: number }) => {
  calls.push(`ship ${input.paid}`);
  if (input.paid < 0) throw new RangeError('nothing was paid');
  return `shipped for ${input.paid}`;
});

const at = { x: 0, y: 0 };
const design: Design = {
  schema: 1,
  nodes: [
    { id: 'start', kind: 'start', name: 'Start', position: at, config: {} },
    {
      id: 'pay',
      kind: 'activity',
      name: 'Pay',
      position: at,
      config: { activity: 'charge', input: { amount: '{{ input.amount }}' } },
    },
    {
      id: 'send',
      kind: 'activity',
      name: 'Send',
      position: at,
      config: {
        activity: 'ship',
        input: { paid: '{{ nodes.pay.output.paid }}' },
        options: { retry: { maxAttempts: 2, initial: '10ms' } },
      },
    },
    { id: 'done', kind: 'end', name: 'Done', position: at, config: { output: '{{ nodes.send.output }}' } },
  ],
  edges: [
    { id: 'e1', source: 'start', sourcePort: 'out', target: 'pay', targetPort: 'in' },
    { id: 'e2', source: 'pay', sourcePort: 'out', target: 'send', targetPort: 'in' },
    { id: 'e3', source: 'send', sourcePort: 'out', target: 'done', targetPort: 'in' },
  ],
};

let studio: Studio;
let worker: TestWorker;
let designId: string;
beforeAll(async () => {
  studio = await startStudio();
  worker = await startWorker(studio.databaseUrl, { workflows: [], activities: [charge, ship] });
  const { designs } = studio.asAdmin;
  const made = await designs.create.mutate({ name: 'Orders' });
  designId = made.designId;
  const { revision } = await designs.saveDraft.mutate({
    designId,
    revision: made.revision,
    document: design,
  });
  await designs.publish.mutate({ designId, revision });
});
afterAll(async () => {
  await worker.stop();
  await studio.stop();
});

async function ended(amount: number): Promise<RunId> {
  calls.length = 0;
  const { runId } = await studio.asAdmin.runs.start.mutate({ designId, input: { amount } });
  await resultOf(runId);
  return runId;
}

async function resultOf(runId: RunId): Promise<Json> {
  const outcome = await studio.asAdmin.runs.result.query({ runId, waitMs: 20_000 });
  return 'result' in outcome ? outcome.result : outcome.status;
}

describe('a drawn run', () => {
  test('is run again from a node, with the input that it had or another one', async () => {
    const runId = await ended(5);
    expect(calls).toEqual(['charge 5', 'ship 5']);
    const same = await studio.asAdmin.runs.rerunFrom.mutate({ runId, nodeId: 'send', reason: 'lost' });
    expect(await resultOf(same.runId)).toBe('shipped for 5');
    const other = await studio.asAdmin.runs.rerunFrom.mutate({ runId, nodeId: 'send', input: { paid: 7 } });
    expect(await resultOf(other.runId)).toBe('shipped for 7');
    expect(calls).toEqual(['charge 5', 'ship 5', 'ship 5', 'ship 7']);

    const old = await studio.asAdmin.runs.get.query({ runId });
    expect(old.resets.map((reset) => reset.runId)).toEqual([other.runId, same.runId]);
    const again = await studio.asAdmin.runs.get.query({ runId: other.runId });
    expect(again.run.resetFrom).toBe(runId);
    const { items } = await studio.asAdmin.audit.list.query({ action: 'runs.rerunFrom', object: runId });
    expect(items).toHaveLength(2);
  });

  test('goes on behind a failed node with the output that it should have had', async () => {
    const runId = await ended(-1);
    expect((await studio.asAdmin.runs.get.query({ runId })).run.status).toBe('failed');
    const skipped = await studio.asAdmin.runs.rerunFrom.mutate({
      runId,
      nodeId: 'send',
      output: 'sent by hand',
    });
    expect(await resultOf(skipped.runId)).toBe('sent by hand');
    const corrected = await studio.asAdmin.runs.rerunFrom.mutate({
      runId,
      nodeId: 'pay',
      output: { paid: 3 },
    });
    expect(await resultOf(corrected.runId)).toBe('shipped for 3');
    expect(calls).toEqual(['charge -1', 'ship -1', 'ship -1', 'ship 3']);
  });

  test('says which nodes it has come to, if it is asked for another', async () => {
    const runId = await ended(1);
    const refused = await refusal(
      studio.asAdmin.runs.rerunFrom.mutate({ runId, nodeId: 'nowhere', input: 1 }),
    );
    expect(refused).toMatchObject({ code: 'RESET_POINT_INVALID', httpStatus: 422 });
    expect(refused.details).toEqual({ nodes: ['start', 'pay', 'send', 'done'] });
  });
});

test('nothing of this was a failure of ours', () => {
  expect(studio.logged).toEqual([]);
});
