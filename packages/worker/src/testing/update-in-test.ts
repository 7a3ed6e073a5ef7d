// An update in a test: sent, and waited for until the workflow has answered it.
import type { Json, RunRef } from '@baton/core';
import { updateRun, type UpdateOutcome } from '@baton/engine';
import { stuckError } from './stuck.ts';
import type { World } from './world.ts';

/** The update's answer. @throws as the client's `update`. */
export async function updateInTest(
  world: World,
  ref: RunRef,
  { name, input }: { readonly name: string; readonly input: unknown },
): Promise<Json> {
  const update = { name, input, updateId: world.newId(), by: 'person:test', waitMs: 0 };
  const ask = (): Promise<UpdateOutcome> => updateRun(world.storage, ref, update);
  let outcome = await ask();
  await world.driver.until({
    untilMs: Infinity,
    isDone: async () => {
      outcome = await ask();
      return outcome.status === 'completed';
    },
    isStuck: (hanging) => stuckError(world, ref, hanging),
  });
  if (outcome.status === 'pending') throw new TypeError('An update that was awaited has an answer');
  return outcome.result;
}
