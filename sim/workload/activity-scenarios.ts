// Runs whose activities succeed, fail, hang, beat, and are answered from outside.
import { sleep, workflow, type Json } from '@baton/workflow';
import {
  answerTo,
  beats,
  dispatched,
  fails,
  hangs,
  later,
  once,
  step,
  unheard,
  type Stamp,
} from './activities.ts';
import { completesWith, sumTo, type Scenario } from './scenario.ts';

const valueOf = ({ value }: Stamp): number => value;

/** One after the other, all inline. */
const steps: Scenario = {
  name: 'steps',
  workflows: [
    workflow('steps', async (n: number) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += valueOf(await step(i));
      return sum;
    }),
  ],
  input: ({ rng }) => 1 + rng.below(6),
  judge: completesWith((n) => sumTo(Number(n), answerTo)),
};

/** Side by side: inline, with a row, with heartbeats, answered by token; and a timer. */
const mixed: Scenario = {
  name: 'mixed',
  workflows: [
    workflow('mixed', async () => {
      const all = [step(1), dispatched(2), beats(3), later(4)];
      const [stamps] = await Promise.all([Promise.all(all), sleep(300)]);
      return stamps.map(valueOf);
    }),
  ],
  input: () => null,
  judge: completesWith(() => [1, 2, 3, 4].map(answerTo)),
};

/** Nothing but activities with a row, side by side and one after the other: claims, and their answers, are what counts. */
const claimed: Scenario = {
  name: 'claimed',
  workflows: [
    workflow('claimed', async (n: number) => {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const stamps = await Promise.all([dispatched(i), dispatched(i), dispatched(i)]);
        for (const stamp of stamps) sum += valueOf(stamp);
      }
      return sum;
    }),
  ],
  input: ({ rng }) => 1 + rng.below(4),
  judge: completesWith((n) => 3 * sumTo(Number(n), answerTo)),
};

/** What is begun at most once may be lost, but never twice. */
const atMostOnce: Scenario = {
  name: 'atMostOnce',
  workflows: [
    workflow('atMostOnce', async () => {
      await step(0);
      const [a, b] = await Promise.all([once(1), once(2)].map((each) => each.then(valueOf, () => -1)));
      return [a ?? 0, b ?? 0];
    }),
  ],
  input: () => null,
  judge: completesWith(...[3, -1].flatMap((a) => [5, -1].map((b) => () => [a, b]))),
};

/** What an error says about how it came: its own code, and that of its cause. */
function codesOf(error: unknown): string {
  const { code, kind } = causeOf(error) as { readonly code?: string; readonly kind?: string };
  return kind ?? code ?? (error as Error).name;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error;
}

const outcome = (work: PromiseLike<Stamp>): PromiseLike<Json> => work.then(valueOf, codesOf);

/** Each time limit, passed. */
const limits: Scenario = {
  name: 'limits',
  workflows: [
    workflow('limits', async (silent: number) => {
      const unheardOf = await outcome(unheard(0));
      const [late, never] = await Promise.all([outcome(hangs(silent)), outcome(fails(0))]);
      return [unheardOf, typeof late, typeof never];
    }),
  ],
  input: ({ rng }) => rng.below(4),
  judge: completesWith(
    // Attempts that were lost with their worker count, too: so it may have had too few.
    () => ['scheduleToStart', 'number', 'string'],
    () => ['scheduleToStart', 'string', 'string'],
  ),
};

/** Progress reaches the workflow, in order, and never after the result. */
const progress: Scenario = {
  name: 'progress',
  workflows: [
    workflow('progress', async () => {
      const seen: number[] = [];
      let isOver = false;
      const work = beats(7);
      work.onHeartbeat(
        (done) => {
          if (isOver) throw new Error('a heartbeat came after the result');
          seen.push(done);
        },
        { minInterval: 100 },
      );
      const { value } = await work;
      isOver = true;
      await step(1);
      return { value, isInOrder: seen.every((done, at) => at === 0 || done >= (seen[at - 1] ?? 0)) };
    }),
  ],
  input: () => null,
  judge: completesWith(() => ({ value: answerTo(7), isInOrder: true })),
};

export const activityScenarios: readonly Scenario[] = [steps, mixed, claimed, atMostOnce, limits, progress];
