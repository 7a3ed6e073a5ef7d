// Runs that wait: for signals, timers, conditions, updates, and for being asked to stop.
import type { RunRef } from '@baton/core';
import {
  cancellable,
  condition,
  expectSignal,
  isCancellation,
  nonCancellable,
  onQuery,
  onSignal,
  onUpdate,
  sleep,
  withTimeout,
  workflow,
} from '@baton/workflow';
import { beats, endless, step } from './activities.ts';
import { ask, cancel, signal, sleep as wait, update, type Client } from './client.ts';
import { completesWith, describe, type Scenario } from './scenario.ts';

/** As many signals as it was told to wait for, in the order they were sent, each followed by a step. */
const listens: Scenario = {
  name: 'listens',
  workflows: [
    workflow('listens', async (n: number) => {
      const heard: number[] = [];
      let done = 0;
      onQuery('heard', () => heard);
      using _ = onSignal<number>('tick', async (tick) => {
        heard.push(tick);
        await step(tick);
        done += 1;
      });
      await condition(() => done >= n);
      return heard.slice(0, n);
    }),
  ],
  input: ({ rng }) => 1 + rng.below(4),
  play: async (client, ref, n) => {
    for (let i = 0; i < Number(n); i++) {
      await wait(client, client.rng.below(400));
      await signal(client, ref, 'tick', i);
      if (client.rng.chance(0.3)) await askWhatIsHeard(client, ref, i + 1);
    }
    // Too many: the last ones may meet the end of the run.
    while (client.rng.chance(0.5)) await signal(client, ref, 'tick', Number(n) + client.rng.below(1_000));
  },
  judge: completesWith((n) => Array.from({ length: Number(n) }, (_, i) => i)),
};

/** Who answers has seen every signal that was acknowledged before. */
async function askWhatIsHeard(client: Client, ref: RunRef, sent: number): Promise<void> {
  const heard = await ask(client, ref, 'heard');
  if (Array.isArray(heard) && heard.length < sent && !client.world.ledger.disturbed.has(ref.runId))
    client.world.broken(`${ref.runId}: a query was answered without signal ${heard.length}`);
}

const nameOf = (error: unknown): string => (error as Error).name;

const naps: Scenario = {
  name: 'naps',
  workflows: [
    workflow('naps', async (ms: number) => {
      await sleep(ms);
      const first = await Promise.race([
        expectSignal('wake').then(() => 'signal'),
        sleep(ms).then(() => 'timer'),
      ]);
      const held = await condition(() => false, 50);
      const heard = await expectSignal<string>('never', { timeout: 100 }).catch(nameOf);
      await step(1);
      return [first, held, heard];
    }),
  ],
  input: ({ rng }) => rng.below(900),
  play: async (client, ref) => {
    if (client.rng.chance(0.5)) return;
    await wait(client, client.rng.below(1_500));
    await signal(client, ref, 'wake', 1);
  },
  judge: completesWith(
    () => ['signal', false, 'TimeoutError'],
    () => ['timer', false, 'TimeoutError'],
  ),
};

/** Asked to stop in the middle, it tidies up; what listens for the request is heard out. */
const tidies: Scenario = {
  name: 'tidies',
  workflows: [
    workflow('tidies', async () => {
      const work = cancellable(() => Promise.all([endless(1), beats(2), sleep(60_000)]));
      try {
        await work;
      } catch (error) {
        await nonCancellable(async () => {
          await step(1);
          await sleep(20);
        });
        throw error;
      }
      return 'done';
    }),
  ],
  input: () => null,
  play: async (client, ref) => {
    await wait(client, client.rng.below(800));
    await cancel(client, ref);
    if (client.rng.chance(0.3)) await cancel(client, ref);
  },
  judge: ({ state }) => {
    const { status, activities } = state;
    if (status !== 'cancelled') return `should be cancelled, is ${describe(state)}`;
    const tidied = [...activities.values()].some(
      (each) => each.name === 'step' && each.status === 'completed',
    );
    return tidied || activities.size === 0 ? null : 'did not tidy up';
  },
};

/** A scope that runs out of time takes with it what was begun in it. */
const hurries: Scenario = {
  name: 'hurries',
  workflows: [
    workflow('hurries', async () => {
      try {
        await withTimeout(200, async () => {
          await Promise.all([sleep(30_000), endless(1)]);
        });
      } catch (error) {
        return isCancellation(error) ? 'cancelled' : (error as Error).name;
      }
      return 'done';
    }),
  ],
  input: () => null,
  judge: completesWith(
    () => 'TimeoutError',
    () => 'cancelled',
  ),
};

/** Updates are validated, run once each, and seen in order. */
const counter: Scenario = {
  name: 'counter',
  workflows: [
    workflow('counter', async (n: number) => {
      let sum = 0;
      let rounds = 0;
      onUpdate(
        'add',
        async (by: number) => {
          await step(by);
          sum += by;
          rounds += 1;
          return sum;
        },
        {
          validate: (by: number) => {
            if (by < 0) throw new Error('only more');
          },
        },
      );
      await condition(() => rounds >= n);
      return sum;
    }),
  ],
  input: ({ rng }) => 1 + rng.below(3),
  play: async (client, ref, n) => {
    if (client.rng.chance(0.3)) await update(client, ref, 'add', -1);
    for (let i = 0; i < Number(n); i++) {
      await wait(client, client.rng.below(200));
      await update(client, ref, 'add', 10);
    }
  },
  judge: completesWith((n) => 10 * Number(n)),
};

/** Never answered, never stopped: its time runs out. */
const timesOut: Scenario = {
  name: 'timesOut',
  workflows: [
    workflow('timesOut', { runTimeout: 900 }, async () => {
      await Promise.all([endless(1), expectSignal('never')]);
    }),
  ],
  input: () => null,
  // Its time caps those of its activity, so they run out together.
  judge: ({ state }) =>
    state.status === 'timedOut' || state.failure?.code === 'ACTIVITY_FAILED'
      ? null
      : `should time out, is ${describe(state)}`,
};

export const messageScenarios: readonly Scenario[] = [listens, naps, tidies, hurries, counter, timesOut];
