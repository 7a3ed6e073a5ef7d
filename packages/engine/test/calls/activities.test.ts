import { cancelFailure, defaultActivityOptions, defaultRetry, type ActivityId } from '@baton/core';
import {
  activityById,
  completeActivity,
  createMemoryStorage,
  failActivity,
  heartbeatActivity,
  reportCancelled,
  type Storage,
} from '@baton/engine';
import { describe, expect, it } from 'vitest';
import {
  activityRow,
  anyAttempt,
  claimed,
  closing,
  inboxOf,
  messagesOf,
  started,
  transition,
  withActivity,
  type Started,
} from '../conformance/under-test.ts';

const memory = (): Storage => createMemoryStorage({ clock: { nowMs: () => Date.now() } });
const one = '1' as ActivityId;

/** The run reads the completion: the row is gone, the history knows. */
async function readByRun(storage: Storage, run: Started, seq = 4): Promise<void> {
  const rows = await inboxOf(storage, run);
  const events = rows.flatMap(({ body }) => {
    if (body.kind !== 'activityCompleted') return [];
    const { kind: _, ...rest } = body;
    return [{ type: 'ActivityCompleted', ...rest } as const];
  });
  const closeActivities = [{ activityId: one, human: null }];
  await storage.commit(
    transition(run.ref, seq, { events, consume: rows.map(({ id }) => id), closeActivities }),
  );
}

/** With the event that schedules it; the next event is 3, or 4 with `extra`. */
async function scheduled(storage: Storage): Promise<Started> {
  const run = await started(storage);
  const row = activityRow(run);
  const { activityId, name, input, options } = row;
  const event = { type: 'ActivityScheduled', activityId, name, input, options, mode: 'dispatched' } as const;
  await storage.commit(transition(run.ref, 2, { events: [event], addActivities: [row] }));
  return run;
}

describe('completing an activity from outside', () => {
  it('twice with the same value is one completion', async () => {
    const storage = memory();
    const run = await withActivity(storage);
    const target = anyAttempt(run);
    expect(await completeActivity(storage, target, { value: { a: 1, b: 2 } })).toEqual({
      alreadyCompleted: false,
    });
    expect(await completeActivity(storage, target, { value: { b: 2, a: 1 } })).toEqual({
      alreadyCompleted: true,
    });
    const other = completeActivity(storage, target, { value: { a: 2 } });
    await expect(other).rejects.toMatchObject({ code: 'ALREADY_COMPLETED' });
    expect(await messagesOf(storage, run)).toHaveLength(1);
  });

  it('is remembered after the run has read it, and after the run has ended', async () => {
    const storage = memory();
    const run = await scheduled(storage);
    const target = anyAttempt(run);
    await completeActivity(storage, target, { value: 'v' });
    await readByRun(storage, run, 3);
    expect(await completeActivity(storage, target, { value: 'v' })).toEqual({ alreadyCompleted: true });
    await expect(completeActivity(storage, target, { value: 'w' })).rejects.toMatchObject({
      code: 'ALREADY_COMPLETED',
    });

    await storage.commit(closing(run.ref, 4));
    expect(await completeActivity(storage, target, { value: 'v' })).toEqual({ alreadyCompleted: true });
    await expect(completeActivity(storage, target, { value: 'w' })).rejects.toMatchObject({
      code: 'RUN_CLOSED',
    });
  });

  it('waits a moment for a row that is about to come', async () => {
    const storage = memory();
    const run = await started(storage);
    const completing = completeActivity(storage, anyAttempt(run), { value: 'early' });
    setTimeout(() => void storage.commit(transition(run.ref, 2, { addActivities: [activityRow(run)] })), 60);
    expect(await completing).toEqual({ alreadyCompleted: false });
  });

  it('that may be held by an owner that has died is to be made again, and is not refused for good', async () => {
    const storage = memory();
    const run = await started(storage);
    const before = performance.now();
    await expect(completeActivity(storage, anyAttempt(run), { value: 1 })).rejects.toMatchObject({
      ...{ code: 'UNAVAILABLE', name: 'RefusedError' },
    });
    expect(performance.now() - before).toBeLessThan(1_500);
  });

  it('of an inline activity whose owner has died is to be made again, until another has given it a row', async () => {
    const storage = memory();
    const run = await started(storage);
    const { activityId, name, input, options } = activityRow(run);
    const scheduled = {
      type: 'ActivityScheduled',
      activityId,
      name,
      input,
      options,
      mode: 'inline',
    } as const;
    await storage.commit(transition(run.ref, 2, { events: [scheduled] }));
    const early = completeActivity(storage, anyAttempt(run), { value: 1 });
    await expect(early).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await storage.commit(transition(run.ref, 3, { addActivities: [activityRow(run)] }));
    expect(await completeActivity(storage, anyAttempt(run), { value: 1 })).toEqual({
      alreadyCompleted: false,
    });
  });

  it('that a resting run does not have is refused at once', async () => {
    const storage = memory();
    const run = await started(storage);
    await storage.discardInbox([{ ...run.ref, nextSeq: 2, ids: [run.wake] }]);
    const before = performance.now();
    await expect(completeActivity(storage, anyAttempt(run, '9'), { value: 1 })).rejects.toMatchObject({
      code: 'ACTIVITY_CLOSED',
    });
    expect(performance.now() - before).toBeLessThan(200);
  });

  it('refuses a value that cannot be stored, and does no harm', async () => {
    const storage = memory();
    const run = await withActivity(storage);
    const bad = completeActivity(storage, anyAttempt(run), { value: { x: [1, Number.NaN] } });
    await expect(bad).rejects.toMatchObject({ code: 'BAD_PAYLOAD', path: 'value.x[1]' });
    expect(await messagesOf(storage, run)).toEqual([]);
  });

  it('by its ids needs a run that exists', async () => {
    const storage = memory();
    const run = await withActivity(storage);
    const target = await activityById(storage, { workflowId: run.workflowId }, '1');
    expect(target).toEqual(anyAttempt(run));
    await expect(activityById(storage, { workflowId: 'x' }, '1')).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
    });
  });
});

describe('failing an activity from outside', () => {
  const declined = { name: 'Declined', message: 'no funds' };

  it('is followed by another attempt, as its policy says', async () => {
    const storage = memory();
    const run = await withActivity(storage);
    const { target } = await claimed(storage, run);
    const answer = await failActivity(storage, target, { error: declined });
    expect(answer.willRetry).toBe(true);
    const row = await storage.readActivity(run.ref, one);
    expect(row).toMatchObject({
      state: 'queued',
      lastFailure: declined,
      availableAtMs: answer.nextAttemptAtMs,
    });
  });

  it('is final if it says so, or if its name is never retried', async () => {
    const storage = memory();
    const options = {
      ...defaultActivityOptions,
      startToCloseMs: 1_000,
      retry: { ...defaultRetry, nonRetryable: ['Declined'] },
    };
    const [a, b] = [await withActivity(storage), await withActivity(storage, { options })];
    const final = { willRetry: false, nextAttemptAtMs: null };
    expect(
      await failActivity(storage, anyAttempt(a), { error: { ...declined, nonRetryable: true } }),
    ).toEqual(final);
    expect(await failActivity(storage, anyAttempt(b), { error: declined })).toEqual(final);
    expect(await messagesOf(storage, b)).toMatchObject([{ kind: 'activityFailed', failure: declined }]);
  });
});

describe('a heartbeat from outside', () => {
  it('keeps the latest details, and says whether to stop', async () => {
    const storage = memory();
    const run = await withActivity(storage);
    const { target } = await claimed(storage, run);
    await heartbeatActivity(storage, target, { details: { frame: 1 } });
    expect(await heartbeatActivity(storage, target, { details: { frame: 2 } })).toEqual({
      ...{ cancelRequested: false, reason: null },
    });
    expect(await storage.readActivity(run.ref, one)).toMatchObject({ heartbeat: { details: { frame: 2 } } });
    const cancelActivities = [{ activityId: one, reason: 'WORKFLOW_CANCELLED' as const }];
    await storage.commit(transition(run.ref, 3, { cancelActivities }));
    expect(await heartbeatActivity(storage, target, {})).toEqual({
      cancelRequested: true,
      reason: 'WORKFLOW_CANCELLED',
    });

    await reportCancelled(storage, target, 'stopped');
    expect(await messagesOf(storage, run)).toEqual([
      { kind: 'activityCancelled', activityId: one, failure: cancelFailure('WORKFLOW_CANCELLED', 'stopped') },
    ]);
  });

  it('over 256 KiB is refused', async () => {
    const storage = memory();
    const run = await withActivity(storage);
    const { target } = await claimed(storage, run);
    const beat = heartbeatActivity(storage, target, { details: 'x'.repeat(300_000) });
    await expect(beat).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE', path: 'details' });
  });
});
