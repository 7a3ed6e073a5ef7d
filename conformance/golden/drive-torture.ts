// What happens to the torture workflows from outside while they are recorded.
import { mock, type TestEnvironment, type TestRun } from '@baton/worker';
import { slow } from './torture.ts';

/** `slow` on the clock of the environment: what it does depends on what it is called with. */
export function slowOn(env: () => TestEnvironment) {
  return mock(slow, async (n, ctx) => {
    const from = ctx.checkpoint?.at ?? 0;
    for (let at = from + 1; n !== 1 || at < 6; at++) {
      ctx.heartbeat({ at });
      // The first attempt of the one that is watched goes silent.
      const silent = n === 1 && at === 3 && ctx.info.attempt === 1;
      await env().sleep(silent ? '10 minutes' : '20s', { signal: ctx.signal });
    }
    return `attempt ${ctx.info.attempt}`;
  });
}

export async function driveTorture(env: TestEnvironment, run: TestRun<unknown>): Promise<void> {
  await run.signal('tick', 1);
  await run.update('level', 3);
  for (const [name, input] of [
    ['level', -1],
    ['break', null],
    ['unknown', null],
  ] as const) {
    await run.update(name, input).catch(() => undefined);
  }
  await goOn(env, run, 'later');
  const [asked] = (await run.activities()).filter(({ name }) => name === 'later');
  await env.completeActivity(asked?.token ?? '', { answer: 'from outside' });
  await run.decide('yes', null, { comment: 'It may', by: 'person:ana' });
  await marked(env, run, 'open');
  await env.loseWorker();
  await run.signal('worker-is-back');
  await run.signal('tick', 2);
  await marked(env, run, 'second');
  await run.failSessions('OPERATOR');
  await run.result();
}

/** Until this activity is open. */
async function goOn(env: TestEnvironment, run: TestRun<unknown>, name: string): Promise<void> {
  while (!(await run.activities()).some((activity) => activity.name === name)) await env.advance('1s');
}

async function marked(env: TestEnvironment, run: TestRun<unknown>, value: string): Promise<void> {
  const isThere = async (): Promise<boolean> =>
    (await run.history()).some((event) => event.type === 'Marked' && event.value === value);
  while (!(await isThere())) await env.advance('1s');
}
