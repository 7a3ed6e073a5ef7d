import { describe, expect, it } from 'vitest';
import { designOf, node } from './designs.ts';
import { sessionId, started } from './driver.ts';

const statuses = (run: Awaited<ReturnType<typeof started>>, ...ids: readonly string[]) =>
  Object.fromEntries(ids.map((id) => [id, run.status(id)]));

describe('sessions', () => {
  const design = designOf(
    [
      node('session', 's', { resources: { gpu: 1 }, executionTimeout: '{{ input.minutes }} minutes' }),
      node('activity', 'download', {}, 's'),
      node('activity', 'process', { input: '{{ nodes.download.output }}' }, 's'),
      node('end', 'end', { output: '{{ nodes.s.output.process }} {{ nodes.download.output }}' }),
      node('end', 'lost', { output: '{{ nodes.s.error.name }}' }),
    ],
    'start -> s -> end',
    's:error -> lost',
    'download -> process',
  );

  it('run their inside on one worker, and are completed after it', async () => {
    const run = await started(design, { minutes: 5 });
    expect(run.commands()).toMatchObject([
      {},
      { type: 'RequestSession', label: 's', options: { resources: { gpu: 1 }, executionTimeoutMs: 300_000 } },
    ]);
    expect(run.status('s')).toBe('waiting');
    await run.opens(1);
    expect(run.open()).toMatchObject([{ label: 'download', sessionId: sessionId(1) }]);
    expect(run.status('s')).toBe('running');
    await run.completes('download', 'file');
    await run.completes('process', 'done');
    expect(run.state()).toMatchObject({ status: 'completed', result: 'done file' });
    expect(run.commands().map(({ type }) => type)).toContain('CompleteSession');
    expect(statuses(run, 's', 'process', 'lost')).toEqual({
      s: 'completed',
      process: 'completed',
      lost: 'skipped',
    });
    await run.replays();
  });

  it('take their own error port when the worker is lost', async () => {
    const run = await started(design, { minutes: 5 });
    await run.opens(1);
    await run.happens({
      type: 'SessionFailed',
      sessionId: sessionId(1),
      reason: 'WORKER_LOST',
      message: 'gone',
    });
    expect(run.state()).toMatchObject({ status: 'completed', result: 'SessionFailedError' });
    expect(statuses(run, 's', 'download', 'process')).toEqual({
      s: 'failed',
      download: 'failed',
      process: 'not reached',
    });
    await run.replays();
  });

  it('are completed and fail when something inside fails that nobody catches', async () => {
    const run = await started(design, { minutes: 5 });
    await run.opens(1);
    await run.fails('download', { name: 'NoSuchFile' });
    expect(run.state()).toMatchObject({ status: 'completed', result: 'NoSuchFile' });
    expect(run.commands().map(({ type }) => type)).toContain('CompleteSession');
  });

  it('that no worker takes fail, too', async () => {
    const run = await started(design, { minutes: 5 });
    await run.happens({
      type: 'SessionCreationFailed',
      sessionId: sessionId(1),
      reason: 'NO_WORKERS',
      position: 1,
      message: 'no workers',
    });
    expect(run.state()).toMatchObject({ status: 'completed', result: 'SessionCreationTimeoutError' });
  });

  it('stop with what failed beside them, without taking error ports inside', async () => {
    const beside = designOf(
      [
        node('parallel', 'fork'),
        node('session', 's'),
        node('activity', 'inside', {}, 's'),
        node('activity', 'rescue', {}, 's'),
        node('activity', 'outside'),
      ],
      'start -> fork -> s -> end',
      'fork -> outside -> end',
      'inside:error -> rescue',
    );
    const run = await started(beside);
    await run.opens(1);
    await run.fails('outside');
    expect(run.state().status).toBe('failed');
    expect(statuses(run, 'inside', 'rescue', 's')).toEqual({
      inside: 'cancelled',
      rescue: 'not reached',
      s: 'cancelled',
    });
    expect(run.state().sessions.get(sessionId(1))?.status).toBe('closed');
    await run.replays();
  });
});
