// What handlers of the simulation do: they write down that they began, take some time, then answer, fail, hang, or go async, as the seed says.
import { CancelledError, activity, makeAsync, type ActivityContext, type Json } from '@baton/workflow';
import type { CancelReason } from '@baton/core';
import type { Effect } from '../ledger.ts';
import { thisProcess } from '../world/globals.ts';
import { theWorld } from '../world/world.ts';

/** A result that names the beginning of the handler that it comes from. */
export interface Stamp {
  readonly value: number;
  readonly execution: number;
}

const retry = { initial: 20, max: 200 };

/** The model of `step`, `beats` and `later`: what the right answer to `n` is. */
export const answerTo = (n: number): number => 2 * n + 1;

export const step = activity<number, Stamp>('step', { startToClose: 3_000, retry }, async (n, context) => {
  const { execution } = begin(context);
  await working(context);
  mayFail(0.1);
  return { value: answerTo(n), execution };
});

/** At most once, so never answered twice. */
export const once = activity<number, Stamp>(
  'once',
  { startToClose: 3_000, retry: { maxAttempts: 1 } },
  async (n, context) => {
    const { execution } = begin(context);
    await working(context);
    mayFail(0.1);
    return { value: answerTo(n), execution };
  },
);

/** Has a row from its first attempt on, as what may go async has. Its time limit is so long that nobody may count on it. */
export const dispatched = activity<number, Stamp>(
  'dispatched',
  { startToClose: 600_000, scheduleToStart: 60_000, asyncTimeout: 600_000, retry },
  async (n, context) => {
    const { execution } = begin(context);
    await working(context);
    mayFail(0.1);
    return { value: answerTo(n), execution };
  },
);

const PARTS = 8;

/** Says how far it is; goes on where an earlier attempt was. Now and then it falls silent. */
export const beats = activity<number, Stamp, number>(
  'beats',
  { startToClose: 8_000, heartbeat: 300, retry },
  async (n, context) => {
    const { execution } = begin(context);
    for (let done = context.checkpoint ?? 0; done < PARTS; done++) {
      await sleep(Math.random() * 120);
      if (Math.random() < 0.03) await sleep(20_000);
      context.heartbeat(done + 1);
      mayFail(0.05);
    }
    return { value: answerTo(n), execution };
  },
);

/** Hands its token out. Then it goes async, answers before anybody else does, or fails. */
export const later = activity<number, Stamp>(
  'later',
  { startToClose: 3_000, asyncTimeout: 4_000, retry },
  async (n, context) => {
    const effect = begin(context);
    const { token: activityToken, attemptToken } = context;
    theWorld().ledger.tokens.push({ effect, input: n, activityToken, attemptToken });
    await sleep(Math.random() * 100);
    mayFail(0.1);
    return Math.random() < 0.7 ? makeAsync() : { value: answerTo(n), execution: effect.execution };
  },
);

/** Never answers in time on its first attempts. */
export const hangs = activity<number, Stamp>(
  'hangs',
  { startToClose: 300, retry: { ...retry, maxAttempts: 4 } },
  async (attempts, context) => {
    const { execution } = begin(context);
    if (context.info.attempt <= attempts) await sleep(5_000);
    return { value: answerTo(attempts), execution };
  },
);

/** Fails whatever happens. */
export const fails = activity<number, Stamp>(
  'fails',
  { startToClose: 500, scheduleToClose: 1_000, retry },
  async (_, context) => {
    begin(context);
    await sleep(20);
    throw new Error('it always does');
  },
);

/** On a queue that nobody reads. */
export const unheard = activity<number, Stamp>(
  'unheard',
  { startToClose: 500, scheduleToStart: 600, taskQueue: 'nobody', retry },
  () => {
    throw new Error('it never begins');
  },
);

/** Works until it is asked to stop, and says so. */
export const endless = activity<number, Stamp>(
  'endless',
  { startToClose: 60_000, scheduleToStart: 60_000, cancellation: 'wait', retry },
  async (_, context) => {
    begin(context);
    await sleep(55_000, context.signal);
    throw new Error('nobody asked it to stop');
  },
);

export const simActivities = [step, once, dispatched, beats, later, hangs, fails, unheard, endless];

function begin<C extends Json>({ info, session, checkpoint }: ActivityContext<C>): Effect {
  const { ledger, loop } = theWorld();
  const effect: Effect = {
    runId: info.runId,
    activityId: info.activityId,
    name: info.activity,
    attempt: info.attempt,
    epoch: session?.epoch ?? null,
    sessionId: session?.sessionId ?? null,
    process: thisProcess().name,
    execution: ledger.effects.length + 1,
    atMs: loop.nowMs(),
    checkpoint,
  };
  ledger.effects.push(effect);
  return effect;
}

/** Mostly quick, sometimes longer than its owner waits with giving it a row. Half of the handlers listen for a request to stop. */
async function working(context: ActivityContext): Promise<void> {
  const ms = Math.random() < 0.1 ? 1_500 : Math.random() * 60;
  await sleep(ms, Math.random() < 0.5 ? context.signal : undefined);
}

export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new CancelledError('asked to stop', signal?.reason as CancelReason));
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop);
    setTimeout(resolve, ms);
  });
}

function mayFail(probability: number): void {
  if (Math.random() < probability) throw new Error('the seed said so');
}
