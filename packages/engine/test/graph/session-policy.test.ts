import { sessionLostFailure, type SessionFailureReason } from '@baton/core';
import { describe, expect, it } from 'vitest';
import { designOf, node } from './designs.ts';
import { sessionId, started, type GraphRun } from './driver.ts';

const drawn = (settings: object) =>
  designOf(
    [
      node('session', 's', settings),
      node('activity', 'download', {}, 's'),
      node('branch', 'big', { cases: [{ port: 'yes', when: 'nodes.download.output == "big"' }] }, 's'),
      node('activity', 'split', {}, 's'),
      node('transform', 'sum', { output: '{{ has(nodes.split.output) }}' }, 's'),
      node('end', 'end', { output: '{{ nodes.s.output.sum }}' }),
      node('end', 'lost', { output: '{{ nodes.s.error.name }}' }),
    ],
    'start -> s -> end',
    's:error -> lost',
    'download -> big',
    'big:yes -> split -> sum',
    'big:else -> sum',
  );

/** As the engine does it: what ran in the session ends with it. */
async function loses(
  run: GraphRun,
  session: number,
  reason: SessionFailureReason = 'WORKER_LOST',
): Promise<void> {
  const inside = run.open();
  const message = 'gone';
  await run.happens({ type: 'SessionFailed', sessionId: sessionId(session), reason, message });
  for (const { activityId, sessionId: id } of inside) {
    if (id !== sessionId(session)) continue;
    await run.happens({
      type: 'ActivityCancelled',
      activityId,
      failure: sessionLostFailure(reason, message),
    });
  }
}
const kinds = (run: GraphRun) => run.commands().map(({ type }) => type);
const labels = (run: GraphRun) => run.open().map(({ label, sessionId: id }) => [label, id]);

describe('a drawn session that may be begun again', () => {
  it('starts from the beginning on another worker, and nothing is left of the first attempt', async () => {
    const run = await started(drawn({ maxAttempts: 2 }));
    await run.opens(1);
    await run.completes('download', 'big');
    await run.completes('split', 'parts');
    expect(run.state()).toMatchObject({ status: 'completed', result: true });
    await run.replays();

    const again = await started(drawn({ maxAttempts: 2 }));
    await again.opens(1);
    await again.completes('download', 'big');
    await loses(again, 1);
    expect(kinds(again).filter((type) => type === 'RequestSession')).toHaveLength(2);
    await again.opens(2);
    expect(labels(again)).toEqual([['download', sessionId(2)]]);
    await again.completes('download', 'small');
    expect(again.state()).toMatchObject({ status: 'completed', result: false });
    expect(again.node('download')).toMatchObject({ status: 'completed', visits: 2 });
    expect(again.status('split')).toBe('skipped');
    await again.replays();
  });

  it('forgets the outputs of the first attempt', async () => {
    const run = await started(drawn({ maxAttempts: 2, retryOn: ['EXECUTION_TIMEOUT'] }));
    await run.opens(1);
    await run.completes('download', 'big');
    expect(labels(run)).toEqual([['split', sessionId(1)]]);
    await loses(run, 1, 'EXECUTION_TIMEOUT');
    await run.opens(2);
    await run.completes('download', 'small');
    expect(run.state()).toMatchObject({ status: 'completed', result: false });
    await run.replays();
  });

  it('gives up after its attempts, at a reason that is not named, and without a policy', async () => {
    const twice = await started(drawn({ maxAttempts: 2 }));
    await twice.opens(1);
    await loses(twice, 1);
    await twice.opens(2);
    await loses(twice, 2);
    expect(twice.state()).toMatchObject({ status: 'completed', result: 'SessionFailedError' });

    const other = await started(drawn({ retryOn: ['STATE_LOST'] }));
    await other.opens(1);
    await loses(other, 1);
    expect(other.state()).toMatchObject({ status: 'completed', result: 'SessionFailedError' });

    const once = await started(drawn({}));
    await once.opens(1);
    await loses(once, 1);
    expect(once.state()).toMatchObject({ status: 'completed', result: 'SessionFailedError' });
    for (const run of [twice, other, once]) await run.replays();
  });

  it('is not begun again because an activity inside failed', async () => {
    const run = await started(drawn({ maxAttempts: 3 }));
    await run.opens(1);
    await run.fails('download', { name: 'NoSuchFile' });
    expect(run.state()).toMatchObject({ status: 'completed', result: 'NoSuchFile' });
    await run.replays();
  });
});

describe('a drawn cleanup', () => {
  const cleanup = { activity: 'wipe', input: { of: '{{ run.workflowId }}' } };

  it('runs on the worker of the session before it is let go, also after a failure', async () => {
    const run = await started(drawn({ cleanup, cleanupTimeout: '20s' }));
    await run.opens(1);
    await run.fails('download', { name: 'NoSuchFile' });
    const [wipe] = run.open();
    expect(wipe).toMatchObject({
      name: 'wipe',
      sessionId: sessionId(1),
      input: { of: 'graph-1' },
      options: { startToCloseMs: 20_000 },
    });
    expect(kinds(run)).not.toContain('CompleteSession');
    await run.happens({ type: 'ActivityCompleted', activityId: wipe!.activityId, result: null });
    expect(kinds(run)).toContain('CompleteSession');
    expect(run.state()).toMatchObject({ status: 'completed', result: 'NoSuchFile' });
    await run.replays();
  });

  it('is left out when the worker is gone, and its failure changes nothing', async () => {
    const gone = await started(drawn({ cleanup }));
    await gone.opens(1);
    await loses(gone, 1);
    expect(kinds(gone).filter((type) => type === 'ScheduleActivity')).toHaveLength(1);

    const fails = await started(drawn({ cleanup }));
    await fails.opens(1);
    await fails.completes('download', 'small');
    const [wipe] = fails.open();
    const failure = { name: 'Error', message: 'no' };
    await fails.happens({ type: 'ActivityFailed', activityId: wipe!.activityId, failure });
    expect(fails.state()).toMatchObject({ status: 'completed', result: false });
    for (const run of [gone, fails]) await run.replays();
  });
});
