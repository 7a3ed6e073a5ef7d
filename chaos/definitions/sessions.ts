// What runs in the mix `sessions`: every way to open, use and leave a session.
import { setTimeout as sleepFor } from 'node:timers/promises';
import {
  activity,
  completeSession,
  continueAsNew,
  createSession,
  joinSession,
  recreateSession,
  SessionCreationTimeoutError,
  SessionFailedError,
  sleep,
  withSession,
  workflow,
  type CreateSessionOptions,
  type SessionInfo,
} from '@baton/workflow';
import { begin } from './ledger.ts';

/** Takes a while; an attempt goes on from where the one before was. */
export const work = activity<
  { readonly ms: number },
  { readonly execution: number },
  { readonly ms: number }
>(
  'work',
  { startToClose: '30s', heartbeat: '10s', retry: { initial: 50, max: 500 } },
  async ({ ms }, ctx) => {
    const { execution, end } = begin(ctx);
    for (let done = ctx.checkpoint?.ms ?? 0; done < ms; done += STEP_MS) {
      await pause(Math.min(STEP_MS, ms - done), ctx.signal);
      ctx.heartbeat({ ms: done + STEP_MS });
    }
    end();
    return { execution };
  },
);

/** At most once, whatever happens to its worker. */
export const once = activity(
  'once',
  { startToClose: '30s', retry: { maxAttempts: 1 } },
  async (ms: number, ctx) => {
    const { execution, end } = begin(ctx);
    await pause(ms, ctx.signal);
    end();
    return { execution };
  },
);

const STEP_MS = 100;

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleepFor(ms, undefined, { signal });
}

export interface SessionOrder {
  readonly options: CreateSessionOptions;
  /** How long each activity takes, one after the other. */
  readonly steps: readonly number[];
  readonly [key: string]: unknown;
}

/** What became of it, as a word: `done`, or a reason. */
export interface Outcome {
  readonly outcome: string;
}

const done: Outcome = { outcome: 'done' };

async function outcomeOf(run: () => Promise<unknown>): Promise<Outcome> {
  try {
    await run();
    return done;
  } catch (error) {
    const found = sessionReason(error);
    if (found === null) throw error;
    return { outcome: found };
  }
}

function sessionReason(error: unknown): string | null {
  if (error instanceof SessionCreationTimeoutError || error instanceof SessionFailedError)
    return error.reason;
  return error instanceof Error && error.cause !== undefined ? sessionReason(error.cause) : null;
}

async function workThrough(steps: readonly number[]): Promise<void> {
  for (const ms of steps) await work({ ms });
}

export const simple = workflow('simple', ({ options, steps }: SessionOrder) =>
  outcomeOf(async () => {
    await using session = await createSession(options);
    await session.run(() => workThrough(steps));
  }),
);

export const retried = workflow('retried', ({ options, steps }: SessionOrder) =>
  outcomeOf(() => withSession(options, () => workThrough(steps), { cleanup: () => work({ ms: 1 }) })),
);

export const atMostOnce = workflow('atMostOnce', ({ options, steps }: SessionOrder) =>
  outcomeOf(async () => {
    await using session = await createSession(options);
    await session.run(() => Promise.allSettled(steps.map((ms) => once(ms))));
  }),
);

export const recreated = workflow('recreated', ({ options, steps }: SessionOrder) =>
  outcomeOf(async () => {
    const first = await createSession(options);
    const token = first.info.recreateToken;
    await first.run(() => workThrough(steps));
    await completeSession(first);
    await using again = await recreateSession(token, options);
    await again.run(() => workThrough(steps));
  }),
);

interface HandedOver extends SessionOrder {
  readonly session?: SessionInfo;
  readonly left: number;
}

export const handedOver = workflow('handedOver', ({ session, left, ...order }: HandedOver) =>
  outcomeOf(async () => {
    const mine = session === undefined ? await createSession(order.options) : joinSession(session);
    await mine.run(() => workThrough(order.steps));
    if (left === 0) return mine.complete();
    return continueAsNew(
      { ...order, left: left - 1, session: mine.info },
      {
        handOver: true,
      },
    );
  }),
);

/** Two at the same time; the second may have to wait for what the first holds, and gives up in the end. */
export const sideBySide = workflow('sideBySide', ({ options, steps }: SessionOrder) =>
  outcomeOf(async () => {
    const both = [simpleIn(options, steps), simpleIn(options, steps)];
    const settled = await Promise.allSettled(both);
    const failed = settled.find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }),
);

async function simpleIn(options: CreateSessionOptions, steps: readonly number[]): Promise<void> {
  await using session = await createSession(options);
  await session.run(() => workThrough(steps));
}

/** Leaves its session open and ends; or is ended by force while it is. */
export const careless = workflow('careless', ({ options, steps }: SessionOrder) =>
  outcomeOf(async () => {
    const session = await createSession(options);
    await session.run(() => workThrough(steps));
    await sleep(200);
  }),
);
