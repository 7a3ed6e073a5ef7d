// Runs a block of the guide that defines workflows and activities: on a worker with a storage in memory.
import { randomBytes } from 'node:crypto';
import vm from 'node:vm';
import * as client from '@baton/client';
import * as core from '@baton/core';
import * as engine from '@baton/engine';
import * as worker from '@baton/worker';
import * as workflow from '@baton/workflow';
import ts from 'typescript';
import * as vitest from 'vitest';
import { z } from 'zod';
import type { Block, Page } from './blocks.ts';

/** `<!-- run: { … } -->` before a block. */
const example = z.strictObject({
  workflow: z.string(),
  input: z.json(),
  result: z.json(),
  /** Sent at once, in this order. */
  signals: z.array(z.tuple([z.string(), z.json()])).default([]),
  /** What somebody with the token answers. */
  complete: z.strictObject({ activity: z.string(), value: z.json() }).optional(),
});
type Example = z.output<typeof example>;

export async function runBlock(block: Block) {
  const wanted = example.parse(JSON.parse(block.note.slice('run:'.length)));
  const storage = engine.createMemoryStorage({ clock: { nowMs: () => Date.now() } });
  const running = await worker.createWorker({
    ...worker.definitionsIn([exportsOf(block)]),
    storage,
    tokenKeys: { current: { id: 'docs', secret: randomBytes(32) } },
    sessions: { enabled: true },
    log: () => undefined,
  });
  const done = running.run();
  try {
    const runId = await startExample(storage, wanted);
    const outcome = await engine.waitForResult(storage, { runId }, { waitMs: 20_000 });
    return { outcome, wanted: wanted.result };
  } finally {
    await running.shutdown({ grace: 100 });
    await done;
    await storage.close();
  }
}

async function startExample(storage: engine.Storage, wanted: Example): Promise<core.RunId> {
  const { workflow: name, input, signals, complete } = wanted;
  const { runId } = await engine.startRun(storage, { workflow: name, input, taskQueue: 'default' });
  for (const [signal, payload] of signals) {
    await engine.signalRun(storage, { runId }, { name: signal, payload });
  }
  if (complete !== undefined) await completeOne(storage, runId, complete);
  return runId;
}

async function completeOne(
  storage: engine.Storage,
  runId: core.RunId,
  { activity, value }: NonNullable<Example['complete']>,
): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const open = await storage.pendingActivities(core.runRef(runId));
    const found = open.find(({ name, state }) => name === activity && state === 'async');
    if (found !== undefined) {
      const target = { ...core.runRef(runId), activityId: found.activityId, attempt: null, epoch: null };
      await engine.completeActivity(storage, target, { value });
      return;
    }
    await new Promise((resolve) => void setTimeout(resolve, 10));
  }
  throw new Error(`Nobody waits for ${activity}`);
}

/** A test that a block defines. */
export interface BlockTest {
  readonly name: string;
  readonly run: () => unknown;
}

/** The tests of a block that begins with `<!-- test -->`. Modules that other blocks of its page define are there for it. */
export function testsOf(page: Page, block: Block): readonly BlockTest[] {
  const tests: BlockTest[] = [];
  const test = (name: string, run: () => unknown): void => void tests.push({ name, run });
  exportsOf(block, (name) => (name === 'vitest' ? { ...vitest, test } : moduleOf(page, name)));
  return tests;
}

/** `./orders.ts`: the block that begins with `// orders.ts`. */
function moduleOf(page: Page, name: string): unknown {
  const block = page.blocks.find(({ code }) => code.startsWith(`// ${name.replace('./', '')}\n`));
  return block === undefined ? undefined : exportsOf(block);
}

const modules: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['@baton/client', client],
  ['@baton/core', core],
  ['@baton/worker', worker],
  ['@baton/workflow', workflow],
  ['zod', { z }],
]);

/** What the block exports, with the packages of this very process. */
function exportsOf({ page, line, code }: Block, more: (name: string) => unknown = () => undefined): unknown {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const exported = {};
  const require = (name: string): unknown => {
    const found = modules.get(name) ?? more(name);
    if (found !== undefined) return found;
    throw new Error(`${page}:${line}: ${name} is not for blocks that are run`);
  };
  const run = vm.compileFunction(outputText, ['require', 'exports', 'console'], {
    filename: `${page}:${line}`,
  }) as (...args: readonly unknown[]) => void;
  run(require, exported, { info: () => undefined });
  return exported;
}
