// `--mix plain`: runs without sessions. Each scene knows what its run has to answer, however often it was interrupted.
import * as definitions from '../definitions/plain.ts';
import type { Mix, Scene } from './mix.ts';

const { stepByStep, listening, timed, waiting, family } = definitions;

const scenes: readonly Scene[] = [
  {
    name: 'steps',
    weight: 5,
    play: async (act) => {
      const count = 1 + act.rng.below(10);
      const run = await act.client.start(stepByStep, count, { taskQueue: act.taskQueue });
      act.started(run);
      return judged(await run.result(), (count * (count + 1)) / 2);
    },
  },
  {
    name: 'signals',
    weight: 3,
    play: async (act) => {
      const count = 1 + act.rng.below(5);
      const run = await act.client.start(listening, count, { taskQueue: act.taskQueue });
      act.started(run);
      const said = Array.from({ length: count }, (_, n) => n);
      for (const n of said) {
        const idempotencyKey = `${run.runId}/${n}`;
        await run.signal('said', n, { idempotencyKey });
        act.told(run, idempotencyKey);
      }
      return judged(await run.result(), said);
    },
  },
  {
    name: 'timers',
    weight: 2,
    play: async (act) => {
      const count = 1 + act.rng.below(3);
      const order = { count, ms: act.rng.below(500) };
      const run = await act.client.start(timed, order, { taskQueue: act.taskQueue });
      act.started(run);
      return judged(await run.result(), count);
    },
  },
  {
    name: 'tokens',
    weight: 2,
    play: async (act) => {
      const value = act.rng.below(1_000);
      const run = await act.client.start(waiting, value, { taskQueue: act.taskQueue });
      act.started(run);
      await act.client.completeActivity<typeof definitions.byToken>(await act.token(run), value);
      act.completed(run, '1', value);
      return judged(await run.result(), value + 1);
    },
  },
  {
    name: 'children',
    weight: 1,
    play: async (act) => {
      const size = 1 + act.rng.below(3);
      const run = await act.client.start(family, size, { taskQueue: act.taskQueue });
      act.started(run);
      return judged(await run.result(), size);
    },
  },
];

/** @throws {WrongAnswerError}, which is a violation. */
function judged(found: unknown, wanted: unknown): string {
  if (JSON.stringify(found) === JSON.stringify(wanted)) return 'done';
  throw new WrongAnswerError(`answered ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
}

/** A run has answered something that its code can't answer. */
export class WrongAnswerError extends Error {
  override readonly name = 'WrongAnswerError';
}

export const plainMix: Mix = {
  modules: [new URL('../definitions/plain.ts', import.meta.url)],
  scenes,
  faults: { kill: 4, stop: 2, pause: 2, freeze: 2, cut: 2, crash: 1 },
  orders: () => ({}),
  allowance: () => ({ sessions: 0, resources: {}, host: '', hostResources: {} }),
  inFlight: 4,
};
