// The workflows that are measured, in code and drawn. What they do is said in docs/performance.md; the peers do the same.
import { parseDesign, type Design, type DesignRef } from '@baton/core';
import {
  activity,
  callActivity,
  createSession,
  expectSignal,
  humanActivity,
  sleep,
  workflow,
  type WorkflowDefinition,
} from '@baton/workflow';
import { drawnDocument } from './drawn.ts';
import { tell } from './moments.ts';
import { baseOf, DISPATCH_QUEUE, RESULT, SLEEP_MS, stepsOf } from './names.ts';

const limit = { startToClose: '1 minute' } as const;

const noop = activity<number, string>('noop', limit, () => RESULT);
const before = activity<string, null>('before', limit, (id) => {
  tell(id, 'slept');
  return null;
});
const answer = activity<string, null>('answer', limit, (id) => {
  tell(id, 'goes on');
  return null;
});
const approve = humanActivity('approve', { title: 'May it go on?' });

/** On the queue of the other worker. */
const away = activity<number, string>('away', limit, () => RESULT);

export const activitiesOfBench = [noop, before, answer];
export const activitiesElsewhere = [away];

const shapes: Readonly<Record<string, (name: string) => WorkflowDefinition>> = {
  W: (name) =>
    workflow(name, async () => {
      for (let i = 0; i < stepsOf(name); i++) await noop(i);
    }),
  WF: (name) =>
    workflow(name, async () => {
      await Promise.all(Array.from({ length: stepsOf(name) }, (_, i) => noop(i)));
    }),
  WS: (name) =>
    workflow(name, async (id: string) => {
      await before(id);
      await sleep(SLEEP_MS);
      await answer(id);
    }),
  WH: (name) =>
    workflow(name, async (id: string) => {
      tell(id, 'waits');
      await expectSignal('go');
      await answer(id);
    }),
  WHuman: (name) =>
    workflow(name, async (id: string) => {
      await approve();
      await answer(id);
    }),
  WD: (name) =>
    workflow(name, async () => {
      for (let i = 0; i < stepsOf(name); i++)
        await callActivity('away', i, { ...limit, taskQueue: DISPATCH_QUEUE });
    }),
  WGc: (name) => workflow(name, drawnInCode),
  WSe: (name) =>
    workflow(name, async () => {
      await using session = await createSession({
        creationTimeout: '10 minutes',
        executionTimeout: '1 hour',
      });
      await session.run(async () => {
        for (let i = 0; i < 3; i++) await noop(i);
      });
    }),
};

/** What runs these workloads; WG is a drawn one. */
export function workflowsOfBench(names: readonly string[]): readonly WorkflowDefinition[] {
  const bases = [...new Set(names.map(baseOf))].filter((name) => name !== 'WG');
  return bases.map((name) => {
    const shape = shapes[name.replace(/\d+$/, '')];
    if (shape === undefined) throw new Error(`${name} has no workflow`);
    return shape(name);
  });
}

export const DRAWN_INPUT = { amount: 1_200 };
export const DRAWN: DesignRef = { designId: 'bench', version: 1 };

/** The same as the drawn one: two activities, a branch, two more side by side. */
async function drawnInCode(input: typeof DRAWN_INPUT): Promise<unknown> {
  const first = await noop(1);
  const doubled = input.amount * 2;
  if (doubled > 1_000) await noop(doubled);
  const [left, right] = await Promise.all([noop(3), noop(4)]);
  return { first, left, right };
}

export function drawnDesign(): Design {
  const { design, problems } = parseDesign(drawnDocument);
  if (design === undefined) throw new Error(problems.map(({ message }) => message).join(' '));
  return design;
}
