import { workflow } from '@baton/workflow';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { failureOf, startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

describe('Determinism, replay, starting', () => {
  test.each([
    ['an Error', new RangeError('too far'), { name: 'RangeError', message: 'too far' }],
    ['a string', 'just so', { name: 'Error', message: 'just so' }],
    ['an object', { name: 'Odd', message: 'shape' }, { name: 'Odd', message: 'shape' }],
  ])('C108 an uncaught throw of %s fails the run with its name and message', async (_, thrown, expected) => {
    const throws = workflow('throws', async (): Promise<void> => {
      await Promise.resolve();
      throw thrown;
    });
    await world.worker({ workflows: [throws] });
    const run = await world.client.start(throws, undefined);
    expect(await failureOf(run.result())).toMatchObject(expected);
    const [last] = (await world.events(run)).slice(-1);
    expect(last).toMatchObject({ type: 'RunFailed', failure: expected });
  });
});
