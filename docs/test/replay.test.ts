// The guide's way to try new code on an old history: what `GET /runs/{runId}/history` answers, given to `baton replay`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runRef, stamp } from '@baton/core';
import { createMemoryStorage, startRun, waitForResult } from '@baton/engine';
import { createWorker } from '@baton/worker';
import { expect, it, onTestFinished } from 'vitest';
import { activities, workflows } from '../../examples/worker.ts';
import { root } from './blocks.ts';

/** The history of a run of an example, as the server tells it. */
async function history(workflow: string, input: object) {
  const storage = createMemoryStorage({ clock: { nowMs: () => Date.now() } });
  const worker = await createWorker({ storage, workflows, activities, log: () => undefined });
  const done = worker.run();
  const { runId } = await startRun(storage, { workflow, input, taskQueue: 'default' });
  // It has a task for a person, which stays open: its history so far is what is looked at.
  await waitForResult(storage, { runId }, { waitMs: 1_000 });
  const events = (await storage.readHistory(runRef(runId), 0)).flatMap(stamp);
  await worker.shutdown({ grace: 100 });
  await done;
  await storage.close();
  return { runId, answer: { events, lastSeq: events.length, more: false } };
}

async function replay(...args: readonly string[]): Promise<{ code: unknown; output: string }> {
  const child = spawn(
    process.execPath,
    [path.join(root, 'packages/worker/bin/baton.mjs'), 'replay', ...args],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output: string[] = [];
  child.stdout.on('data', (part) => output.push(String(part)));
  child.stderr.on('data', (part) => output.push(String(part)));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output: output.join('') };
}

it('replays on code that fits, and says where other code parts from it', { timeout: 60_000 }, async () => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'baton-replay-'));
  onTestFinished(() => fs.rm(folder, { recursive: true }));
  const { runId, answer } = await history('releaseApproval', { version: '1.0.0', changes: ['feat: one'] });
  const file = path.join(folder, 'history.json');
  await fs.writeFile(file, JSON.stringify(answer));
  const fits = await replay(file, 'examples/worker.ts', '--run', runId);
  expect(fits).toEqual({
    code: 0,
    output: expect.stringContaining(`${answer.events.length} events`) as string,
  });

  const changed = answer.events.map((event) =>
    event.type === 'ActivityScheduled' ? { ...event, name: 'another' } : event,
  );
  await fs.writeFile(file, JSON.stringify({ ...answer, events: changed }));
  const parts = await replay(file, 'examples/worker.ts', '--run', runId);
  expect(parts.code).toBe(1);
  expect(parts.output).toContain('another');
});
