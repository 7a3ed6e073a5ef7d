// An update in a test: sent, and waited for until the workflow has answered it.
import {
  checkPayload,
  errorFrom,
  RunNotFoundError,
  type EventBody,
  type Json,
  type RunRef,
} from '@baton/core';
import { stuckError } from './stuck.ts';
import type { World } from './world.ts';

/** The update's answer. @throws what its handler or its validator threw. */
export async function updateRun(
  world: World,
  ref: RunRef,
  { name, input }: { readonly name: string; readonly input: unknown },
): Promise<Json> {
  const { storage, driver } = world;
  const updateId = world.newId();
  const body = { kind: 'update', updateId, name, input: checkPayload(input, 'input') } as const;
  const outcome = await storage.put({ ...ref, body, dedupKey: `update:${updateId}` });
  if (outcome === 'runNotFound') throw new RunNotFoundError(ref.runId);
  if (outcome === 'runClosed') throw new TypeError(`Run ${ref.runId} is closed: it takes no update`);
  let answer: Answer | undefined;
  await driver.until({
    untilMs: Infinity,
    isDone: async () => {
      const events = (await storage.readHistory(ref, 0)).flatMap((row) => row.events);
      answer = events.find((event) => isAnswer(event) && event.updateId === updateId) as Answer | undefined;
      return answer !== undefined;
    },
    isStuck: (hanging) => stuckError(world, ref, hanging),
  });
  if (answer?.type === 'UpdateCompleted') return answer.result;
  throw answer === undefined
    ? new TypeError('An update that was awaited has an answer')
    : errorFrom(answer.failure);
}

type Answer = Extract<EventBody, { type: 'UpdateCompleted' | 'UpdateFailed' | 'UpdateRejected' }>;

function isAnswer(event: EventBody): event is Answer {
  return event.type === 'UpdateCompleted' || event.type === 'UpdateFailed' || event.type === 'UpdateRejected';
}
