// An owner that is asked to stop: what runs may end, the rest goes on elsewhere.
import { activity, workflow } from '@baton/workflow';
import { describe, expect, test } from 'vitest';
import { inFirstStep } from './world.ts';

const echo = activity('echo', { startToClose: '1 minute' }, (text: string) => `${text}!`);
const two = workflow('two', async () => echo(await echo('a')));

describe('stopping', () => {
  test('lets attempts end, and leaves the next ones to others', async () => {
    const { attempts, world, owner, run } = await inFirstStep(two);
    const stopped = owner.stop(1_000);
    attempts[0]?.completed('done in time');
    await world.passes(200);
    await stopped;
    expect(await world.memory.pendingActivities(run.ref)).toMatchObject([
      { activityId: '2', state: 'queued', attempt: 0 },
    ]);
  });

  test('after the grace period tells them to stop, and has them tried again elsewhere at once', async () => {
    const { world, owner, run } = await inFirstStep(two);
    const stopped = owner.stop(500);
    await world.passes(1_000);
    await stopped;
    expect(world.aborted).toEqual(['echo/1 WORKER_SHUTDOWN']);
    expect(await world.memory.pendingActivities(run.ref)).toMatchObject([
      { state: 'queued', lastFailure: { code: 'WORKER_SHUTDOWN' } },
    ]);
  });
});
