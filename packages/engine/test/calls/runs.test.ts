import { RefusedError, RunNotFoundError, WorkflowAlreadyStartedError, type EventBody } from '@baton/core';
import {
  cancelRun,
  createMemoryStorage,
  newRunId,
  runResult,
  signalRun,
  signalWithStart,
  startRun,
  waitForResult,
  type Storage,
} from '@baton/engine';
import { describe, expect, it } from 'vitest';
import { closing, startRequest } from '../conformance/under-test.ts';

const memory = (): Storage => createMemoryStorage({ clock: { nowMs: () => Date.now() } });
const order = { workflow: 'order', input: { id: 1 }, workflowId: 'order-1', taskQueue: 'default' };

async function end(
  storage: Storage,
  runId: string,
  event: EventBody = { type: 'RunCompleted', result: 'ok' },
): Promise<void> {
  const run = (await storage.findRun(order.workflowId))!;
  expect(run.runId).toBe(runId);
  const rows = await storage.pollInbox(new Map([['default', [run.shard]]]), null, 100);
  const consume = rows.filter((row) => row.runId === runId).map(({ id }) => id);
  const status = event.type === 'RunFailed' ? 'failed' : 'completed';
  await storage.commit(closing(run, 2, { consume, events: [event], close: { status, next: null } }));
}

async function continueAsNew(storage: Storage, runId: string): Promise<string> {
  const run = (await storage.findRun(order.workflowId))!;
  expect(run.runId).toBe(runId);
  const next = startRequest({
    workflowId: run.workflowId,
    taskQueue: 'default',
    continuedFrom: run.runId,
    input: 'later',
  });
  const nextRunId = next.ref.runId;
  const events = [{ type: 'RunContinuedAsNew', nextRunId, workflow: 'order', input: 'later' } as const];
  await storage.commit(closing(run, 2, { events, close: { status: 'continuedAsNew', next } }));
  return nextRunId;
}

describe('starting a run', () => {
  it('with the same workflow id and input answers the open run', async () => {
    const storage = memory();
    const first = await startRun(storage, order);
    const second = await startRun(storage, { ...order, input: { id: 1 } });
    expect(first).toMatchObject({ alreadyRunning: false, adopt: { event: { input: { id: 1 } } } });
    expect(second).toEqual({ runId: first.runId, workflowId: 'order-1', alreadyRunning: true, adopt: null });
  });

  it('with another input, workflow or design is refused', async () => {
    const storage = memory();
    await startRun(storage, order);
    for (const other of [
      { input: { id: 2 } },
      { workflow: 'refund' },
      { design: { designId: 'd', version: 1 } },
    ]) {
      await expect(startRun(storage, { ...order, ...other })).rejects.toThrow(WorkflowAlreadyStartedError);
    }
  });

  it('does not care for the order of keys in the input', async () => {
    const storage = memory();
    await startRun(storage, { ...order, input: { a: 1, b: [{ x: 1, y: 2 }] } });
    const again = await startRun(storage, { ...order, input: { b: [{ y: 2, x: 1 }], a: 1 } });
    expect(again.alreadyRunning).toBe(true);
  });

  it('finds the chain that it began, though that goes on with another input', async () => {
    const storage = memory();
    const first = await startRun(storage, order);
    const next = await continueAsNew(storage, first.runId);
    expect(await startRun(storage, order)).toMatchObject({ runId: next, alreadyRunning: true });
  });

  it('takes a closed workflow id again unless that is refused', async () => {
    const storage = memory();
    const first = await startRun(storage, order);
    await end(storage, first.runId);
    const rejected = startRun(storage, { ...order, reusePolicy: 'reject' });
    await expect(rejected).rejects.toMatchObject({ code: 'WORKFLOW_ALREADY_STARTED', runId: first.runId });
    expect(await startRun(storage, order)).toMatchObject({ alreadyRunning: false });
  });

  it('made again with its own run id is the same start', async () => {
    const storage = memory();
    const runId = newRunId(order.workflowId);
    await startRun(storage, { ...order, runId });
    expect(await startRun(storage, { ...order, runId })).toMatchObject({ runId, alreadyRunning: false });
  });

  it('refuses what cannot be stored, or is no name', async () => {
    const storage = memory();
    await expect(startRun(storage, { ...order, input: 'a\0b' })).rejects.toMatchObject({
      code: 'BAD_PAYLOAD',
    });
    await expect(startRun(storage, { ...order, workflowId: ' ' })).rejects.toMatchObject({
      path: 'workflowId',
    });
    await expect(startRun(storage, { ...order, taskQueue: '@k' })).rejects.toMatchObject({
      path: 'taskQueue',
    });
    await expect(startRun(storage, { ...order, runId: newRunId('another') })).rejects.toMatchObject({
      path: 'runId',
    });
  });
});

describe('signalling a run', () => {
  it('twice with one request id is one signal', async () => {
    const storage = memory();
    const { runId } = await startRun(storage, order);
    const signal = { name: 'paid', payload: 5, requestId: 'r1' };
    expect(await signalRun(storage, { runId }, signal)).toEqual({ runId, duplicate: false });
    expect(await signalRun(storage, { workflowId: 'order-1' }, signal)).toEqual({ runId, duplicate: true });
  });

  it('reaches the open run of its chain', async () => {
    const storage = memory();
    const first = await startRun(storage, order);
    const next = await continueAsNew(storage, first.runId);
    const answer = await signalRun(storage, { runId: first.runId }, { name: 'paid', payload: null });
    expect(answer.runId).toBe(next);
  });

  it('that is closed or unknown says so', async () => {
    const storage = memory();
    const { runId } = await startRun(storage, order);
    await end(storage, runId);
    const paid = { name: 'paid', payload: null };
    await expect(signalRun(storage, { runId }, paid)).rejects.toMatchObject({ code: 'RUN_CLOSED' });
    await expect(signalRun(storage, { runId: newRunId('x') }, paid)).rejects.toThrow(RunNotFoundError);
    await expect(signalRun(storage, { runId: 'junk' }, paid)).rejects.toThrow(RunNotFoundError);
    await expect(signalRun(storage, { workflowId: 'x' }, paid)).rejects.toThrow(RunNotFoundError);
  });

  it('with start makes one run, however many send at once', async () => {
    const storage = memory();
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        signalWithStart(storage, order, { name, payload: null, requestId: name }),
      ),
    );
    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1);
  });
});

describe('cancelling a run', () => {
  it('asks once', async () => {
    const storage = memory();
    const { runId } = await startRun(storage, order);
    const why = { reason: 'no longer wanted', by: 'person:ada' };
    expect(await cancelRun(storage, { runId }, why)).toBe('requested');
    expect(await cancelRun(storage, { runId }, why)).toBe('alreadyRequested');
  });

  it('that has ended changes nothing', async () => {
    const storage = memory();
    const { runId } = await startRun(storage, order);
    await end(storage, runId);
    expect(await cancelRun(storage, { runId }, { reason: '', by: 'system' })).toBe('alreadyClosed');
  });
});

describe('the result of a run', () => {
  it('is that of the last run of its chain', async () => {
    const storage = memory();
    const first = await startRun(storage, order);
    expect(await runResult(storage, { runId: first.runId })).toMatchObject({ status: 'running' });
    const next = await continueAsNew(storage, first.runId);
    await end(storage, next, { type: 'RunCompleted', result: { total: 3 } });
    const outcome = await runResult(storage, { runId: first.runId });
    expect(outcome).toEqual({ runId: next, status: 'completed', result: { total: 3 } });
    expect(await waitForResult(storage, { runId: first.runId }, { waitMs: 0, follow: false })).toEqual({
      runId: first.runId,
      status: 'continuedAsNew',
      nextRunId: next,
    });
  });

  it('says why the run failed', async () => {
    const storage = memory();
    const { runId } = await startRun(storage, order);
    const failure = { name: 'Declined', message: 'no funds' };
    await end(storage, runId, { type: 'RunFailed', failure });
    expect(await runResult(storage, { runId })).toEqual({ runId, status: 'failed', failure });
  });

  it('is waited for, and not longer than asked', async () => {
    const storage = memory();
    const { runId } = await startRun(storage, order);
    const before = performance.now();
    expect(await waitForResult(storage, { runId }, { waitMs: 30 })).toMatchObject({ status: 'running' });
    expect(performance.now() - before).toBeLessThan(400);
    const waiting = waitForResult(storage, { runId }, { waitMs: 10_000 });
    await end(storage, runId);
    expect(await waiting).toMatchObject({ status: 'completed' });
    // By hint, not by the poll that comes twice a second.
    expect(performance.now() - before).toBeLessThan(450);
  });

  it('of nothing is not found', async () => {
    await expect(runResult(memory(), { workflowId: 'x' })).rejects.not.toThrow(RefusedError);
    await expect(runResult(memory(), { workflowId: 'x' })).rejects.toThrow(RunNotFoundError);
  });
});
