// Runs that start others, and runs that go on as new ones.
import {
  callWorkflow,
  continueAsNew,
  createSession,
  joinSession,
  signalRun,
  sleep,
  onSignal,
  condition,
  workflow,
  type SessionInfo,
} from '@baton/workflow';
import { answerTo, step } from './activities.ts';
import { completesWith, sumTo, type Scenario } from './scenario.ts';

const child = workflow('child', async (n: number) => (await step(n)).value);

const parent: Scenario = {
  name: 'parent',
  workflows: [
    child,
    workflow('parent', async (n: number) => {
      const results = await Promise.all(Array.from({ length: n }, (_, i) => child(i)));
      return results.reduce((sum, each) => sum + each, 0);
    }),
  ],
  input: ({ rng }) => 1 + rng.below(3),
  judge: completesWith((n) => sumTo(Number(n), answerTo)),
};

const sleeper = workflow('sleeper', async (ms: number) => {
  await sleep(ms);
  return (await step(1)).value;
});

const failing = workflow('failing', async () => {
  await step(1);
  throw new Error('a child fails');
});

/** Its end ends one child, asks another to stop, and leaves the third alone; a fourth fails before. */
const family: Scenario = {
  name: 'family',
  workflows: [
    sleeper,
    failing,
    workflow('family', async () => {
      const kinds = ['terminate', 'cancel', 'abandon'] as const;
      const children = kinds.map((parentClosePolicy) => sleeper.with({ parentClosePolicy })(700));
      await Promise.all(children.map(({ started }) => started));
      // Whoever is asked to stop rejects; nobody waits for that here.
      for (const each of children) each.catch(() => undefined);
      return failing().catch((error: unknown) => (error as Error).name);
    }),
  ],
  input: () => null,
  judge: completesWith(() => 'ChildRunError'),
};

/** Two runs that tell each other things. */
const caller: Scenario = {
  name: 'caller',
  workflows: [
    workflow('callee', async (n: number) => {
      let heard = 0;
      onSignal('word', () => void (heard += 1));
      await condition(() => heard >= n);
      return heard;
    }),
    workflow('caller', async (n: number) => {
      const callee = callWorkflow<number>('callee', n);
      await callee.started;
      for (let i = 0; i < n; i++) {
        await step(i);
        signalRun(callee.workflowId, 'word', i);
      }
      return callee;
    }),
  ],
  input: ({ rng }) => 1 + rng.below(3),
  judge: completesWith((n) => n),
};

const chain: Scenario = {
  name: 'chain',
  workflows: [
    workflow('chain', async (n: number): Promise<number> => {
      await step(n);
      return n <= 0 ? 0 : continueAsNew(n - 1);
    }),
  ],
  input: ({ rng }) => rng.below(4),
  judge: completesWith(() => 0),
};

interface Relay {
  readonly left: number;
  /** How long the session may take. */
  readonly lastsMs: number;
  readonly session: SessionInfo | null;
}

/** A session that is handed from run to run. It may be lost on the way, or its time be over: then the next one opens its own. */
const relay: Scenario = {
  name: 'relay',
  workflows: [
    workflow('relay', async ({ left, lastsMs, session: handed }: Relay): Promise<number> => {
      const timeouts = { creationTimeout: 100_000, executionTimeout: lastsMs };
      const session = handed === null ? await createSession(timeouts) : joinSession(handed);
      try {
        // Most only pass it on, so that what becomes of it often meets a run that is just ending.
        await (left % 3 === 0 ? session.run(() => step(left)) : sleep(1));
      } catch {
        return continueAsNew({ left, lastsMs: 20_000, session: null });
      }
      if (left > 0)
        return continueAsNew({ left: left - 1, lastsMs, session: session.info }, { handOver: true });
      await session.complete();
      return left;
    }),
  ],
  input: ({ rng }) => ({
    left: rng.below(10),
    lastsMs: rng.pick([20_000, 100 + rng.below(600)]),
    session: null,
  }),
  judge: completesWith(() => 0),
};

export const runScenarios: readonly Scenario[] = [parent, family, caller, chain, relay];
