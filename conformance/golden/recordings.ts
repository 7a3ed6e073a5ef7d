// How each golden history is made: on the real engine, with a clock that skips time, so that a recording is the same each time.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Design, HistoryEvent, Json } from '@baton/core';
import { asyncResult, type WorkflowDefinition } from '@baton/workflow';
import {
  createTestEnvironment,
  definitionsIn,
  mock,
  type TestEnvironment,
  type TestRun,
} from '@baton/worker';
import { requestQuote } from '../../examples/async-callback/activities.ts';
import { templates } from '../../examples/index.ts';
import { activities, workflows } from '../../examples/worker.ts';
import { driveTorture, slowOn } from './drive-torture.ts';
import * as tortured from './torture.ts';

export interface Recorded {
  readonly runId: string;
  readonly workflow: string;
  readonly design: Design | null;
  readonly events: readonly HistoryEvent[];
}

/** By name, in the order in which they are made. */
export type Recordings = ReadonlyMap<string, Recorded>;

export async function recordAll(): Promise<Recordings> {
  return new Map([...(await recordExamples()), ...(await recordTorture()), ...(await recordEnds())]);
}

async function recorded(
  workflow: string,
  run: TestRun<unknown>,
  design: Design | null = null,
): Promise<Recorded> {
  return { runId: run.runId, workflow, design, events: await run.history() };
}

// ---- the examples, in code and drawn ------------------------------------------------------------------------------------

const examples: readonly (readonly [template: string, workflow: string, input: Json])[] = [
  ['release-approval', 'releaseApproval', { version: '1.4.0', changes: ['feat!: a', 'fix: b'] }],
  ['file-processing', 'fileProcessing', { rows: 200, seed: 7 }],
  ['async-callback', 'asyncCallback', { item: 'motor', quantity: 2, limitCents: 100_000 }],
  ['model-training', 'modelTraining', { samples: 400, epochs: 30 }],
];

async function recordExamples(): Promise<Recordings> {
  const made = new Map<string, Recorded>();
  for (const [id, name, input] of examples) {
    const code = workflows.find((workflow) => workflow.name === name);
    const design = templates.find((template) => template.id === id)?.design;
    if (code === undefined || design === undefined) throw new TypeError(`There is no example ${id}`);
    made.set(
      id,
      await inStudio(async (env) =>
        recorded(name, await driven(env, await env.start(asStartable(code), input))),
      ),
    );
    made.set(
      `${id}-drawn`,
      await inStudio(async (env) => {
        const run = await env.startDesign(design, input);
        return recorded('graph', await driven(env, run), design);
      }),
    );
  }
  return made;
}

/** Its input is the recording's business. */
function asStartable({ name }: WorkflowDefinition): { name: string; handler: (input: Json) => unknown } {
  return { name, handler: () => undefined };
}

/** People approve, and the quote comes back. */
async function driven(env: TestEnvironment, run: TestRun<unknown>): Promise<TestRun<unknown>> {
  for (const task of await env.humanTasks()) {
    await task.decide('approve', { reason: 'All tests pass' }, { by: 'person:ana' });
  }
  const asked = (await run.activities()).find(
    ({ name, state }) => name === requestQuote.name && state === 'async',
  );
  if (asked !== undefined) {
    await env.completeActivity<typeof requestQuote>(asked.token, {
      item: 'motor',
      quantity: 2,
      totalCents: 97_800,
    });
  }
  await run.result();
  return run;
}

/** The examples' activities, with their files in a folder that goes, and a quote service that takes every order. */
async function inStudio<T>(record: (env: TestEnvironment) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-golden-'));
  const before = process.env['BATON_EXAMPLES_DIR'];
  process.env['BATON_EXAMPLES_DIR'] = folder;
  await using env = await createTestEnvironment({
    workflows,
    activities: [...activities, mock(requestQuote, () => asyncResult(() => undefined))],
    sessions: { enabled: true, resources: { gpu: 1 } },
    patience: '1 minute',
  });
  try {
    return await record(env);
  } finally {
    if (before === undefined) delete process.env['BATON_EXAMPLES_DIR'];
    else process.env['BATON_EXAMPLES_DIR'] = before;
    await rm(folder, { recursive: true, force: true });
  }
}

// ---- the torture workflows ----------------------------------------------------------------------------------------------

async function tortureChamber(): Promise<TestEnvironment> {
  const definitions = definitionsIn([tortured]);
  const env: TestEnvironment = await createTestEnvironment({
    workflows: definitions.workflows,
    activities: [...definitions.activities, slowOn(() => env)],
  });
  return env;
}

async function recordTorture(): Promise<Recordings> {
  await using env = await tortureChamber();
  const first = await env.start(tortured.torture, { round: 0, session: null }, { workflowId: 'torture' });
  await driveTorture(env, first);
  const child = tortured.tortureChild.name;
  return new Map([
    ['torture', await recorded('torture', first)],
    ['torture-next', await recorded('torture', await env.run('torture'))],
    ['torture-child', await recorded(child, await env.run('torture/good'))],
    ['torture-guest', await recorded(tortured.tortureGuest.name, await env.run('torture/guest'))],
  ]);
}

/** Each way to end, by what is done to the run. */
const ends: Readonly<Record<string, (run: TestRun<unknown>) => Promise<unknown>>> = {
  fail: (run) => run.result(),
  cancel: async (run) => {
    await run.cancel('by the recording');
    return run.result();
  },
  terminate: (run) => run.terminate('by the recording'),
  timeOut: (run) => run.result(),
};

async function recordEnds(): Promise<Recordings> {
  await using env = await tortureChamber();
  const made = new Map<string, Recorded>();
  const waiting = await env.start(tortured.tortureEnds, 'reset');
  const again = await waiting.reset();
  await again.cancel('by the recording');
  const drained = await env.start(tortured.tortureDrained);
  await env.loseWorker({ drain: true });
  await drained.signal('go');
  await drained.result();
  made.set('torture-drained', await recorded(tortured.tortureDrained.name, drained));
  made.set('torture-reset', await recorded('tortureEnds', again));
  for (const [how, end] of Object.entries(ends)) {
    const run = await env.start(tortured.tortureEnds, how);
    await end(run).catch(() => undefined);
    made.set(`torture-ends-${how.toLowerCase()}`, await recorded('tortureEnds', run));
  }
  return made;
}
