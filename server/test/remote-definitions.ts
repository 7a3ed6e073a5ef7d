// What remote workers of the tests run, and the workflows that use it.
import { activity, createSession, makeAsync, workflow, type SessionFailedError } from '@baton/workflow';

const limit = { startToClose: '1 minute', taskQueue: 'far' } as const;
const pause = (ms: number) => new Promise((resolve) => void setTimeout(resolve, ms));

export const double = activity('double', limit, async (n: number, ctx) => {
  if (ctx.info.attempt === 1 && n < 0) throw new Error('not yet');
  return Promise.resolve(n * 2);
});

/** Beats until it is told to stop; a later attempt answers with what the one before has left. */
export const patient = activity<string, { found: number | null; reason: string | null }, { step: number }>(
  'patient',
  { ...limit, heartbeat: '20s', retry: { initial: '10ms' } },
  async (how, ctx) => {
    if (ctx.checkpoint !== undefined) return { found: ctx.checkpoint.step, reason: null };
    for (let step = 1; !ctx.signal.aborted; step++) {
      ctx.heartbeat({ step });
      if (how === 'throw' && step === 3) throw new Error('half way');
      await pause(20);
    }
    return { found: null, reason: String(ctx.signal.reason) };
  },
);

export const callback = activity<string, string>('callback', limit, async (url, ctx) => {
  await fetch(url, { method: 'POST', body: ctx.token });
  return makeAsync();
});

export const huge = activity('huge', limit, async () => Promise.resolve('x'.repeat(3 * 1_024 * 1_024)));

export const where = activity('where', { ...limit, heartbeat: '30s' }, async (ms: number, ctx) => {
  ctx.heartbeat();
  await pause(ms);
  return ctx.session?.workerId ?? null;
});

export const doubles = workflow('doubles', async (n: number) => double(n));
export const patience = workflow('patience', async (how: string) => patient(how));
export const called = workflow('called', async (url: string) => callback(url));
export const tooMuch = workflow('tooMuch', async () => huge());
/** Waits for its worker to come back; says why, if that has refused. */
export const returning = workflow('returning', async () => {
  try {
    await using session = await createSession({
      ...{ creationTimeout: '20s', executionTimeout: '1 minute', taskQueue: 'far' },
      onWorkerLost: 'reestablish',
    });
    return await session.run(() => patient('stay'));
  } catch (error) {
    const { reason, cause } = ((error as Error).cause ?? error) as SessionFailedError;
    return { reason, cause: cause instanceof Error ? cause.message : null };
  }
});
export const together = workflow('together', async (ms: number) => {
  await using session = await createSession({
    creationTimeout: '20s',
    executionTimeout: '1 minute',
    taskQueue: 'far',
  });
  const first = await session.run(() => where(1));
  return [first, await session.run(() => where(ms))];
});
