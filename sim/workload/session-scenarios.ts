// Runs that need one worker for several activities.
import {
  createSession,
  getSessionInfo,
  nonCancellable,
  recreateSession,
  withSession,
  workflow,
} from '@baton/workflow';
import { answerTo, beats, step } from './activities.ts';
import { completesWith, sumTo, type Scenario } from './scenario.ts';

const timeouts = { creationTimeout: 100_000, executionTimeout: 30_000 };

const stepsInSession = async (n: number): Promise<number> => {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (await step(i)).value;
  return sum;
};

/** Begins anew in another session as often as its worker is lost. */
const sticky: Scenario = {
  name: 'sticky',
  workflows: [
    workflow('sticky', (n: number) =>
      withSession({ ...timeouts, resources: { gpu: 1 } }, () => stepsInSession(n), {
        maxAttempts: 100,
        retryOn: ['WORKER_LOST', 'WORKER_SHUTDOWN', 'STATE_LOST', 'OPERATOR'],
        cleanup: () => step(99),
        cleanupTimeout: 5_000,
      }),
    ),
  ],
  input: ({ rng }) => 1 + rng.below(3),
  judge: completesWith((n) => sumTo(Number(n), answerTo)),
};

/** Waits for its worker to come back, and goes on where the last heartbeat was. */
const faithful: Scenario = {
  name: 'faithful',
  workflows: [
    workflow('faithful', async () => {
      const session = await createSession({
        ...timeouts,
        onWorkerLost: 'reestablish',
        reestablishTimeout: 25_000,
      });
      const { value } = await session.run(() => beats(1));
      const inside = session.run(() => getSessionInfo()?.sessionId);
      await session.complete();
      await session.complete();
      return [value, inside === session.info.sessionId];
    }),
  ],
  input: () => null,
  judge: completesWith(() => [answerTo(1), true]),
};

/** Fails sooner or later, in one of the ways it has to be ready for; or doesn't. */
const short: Scenario = {
  name: 'short',
  workflows: [
    workflow('short', async (n: number) => {
      try {
        await using session = await createSession({ creationTimeout: 3_000, executionTimeout: 400 });
        const sum = await session.run(() => stepsInSession(n));
        const again = await nonCancellable(() => recreateSession(session.info.recreateToken, timeouts));
        await again.complete();
        return sum;
      } catch (error) {
        return (error as Error).name;
      }
    }),
  ],
  input: ({ rng }) => 1 + rng.below(12),
  judge: completesWith(
    (n) => sumTo(Number(n), answerTo),
    () => 'CancelledError',
    () => 'SessionFailedError',
    () => 'SessionCreationTimeoutError',
    () => 'SessionAlreadyOpenError',
  ),
};

/** Wants more than any worker has: told so at once. */
const greedy: Scenario = {
  name: 'greedy',
  workflows: [
    workflow('greedy', async () => {
      try {
        await createSession({ ...timeouts, creationTimeout: 5_000, resources: { gpu: 1_000 } });
        return 'opened';
      } catch (error) {
        return (error as { readonly reason?: string }).reason ?? String(error);
      }
    }),
  ],
  input: () => null,
  judge: completesWith(
    () => 'UNSATISFIABLE',
    // As long as no worker is registered, nobody knows that none ever could.
    () => 'NO_WORKERS',
  ),
};

export const sessionScenarios: readonly Scenario[] = [sticky, faithful, short, greedy];
