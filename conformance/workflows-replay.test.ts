import { replayHistory, sleep, workflow, type WorkflowDefinition } from '@baton/workflow';
import { runRef, type RunId } from '@baton/core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { order as before } from './fixtures/order-before.ts';
import * as changed from './fixtures/order-changed.ts';
import { order as patched } from './fixtures/order-patched.ts';
import { startWorld, until, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

const fixture = (name: string): URL => new URL(`./fixtures/${name}.ts`, import.meta.url);
const oldCode = { fixtures: fixture('order-before') };
const newCode = { fixtures: fixture('order-changed') };
const safeCode = { fixtures: fixture('order-patched') };

interface Run {
  readonly runId: RunId;
}

async function types(run: Run): Promise<readonly string[]> {
  return (await world.events(run)).map(({ type }) => type);
}

async function blockedOn(run: Run) {
  return (await world.storage.readRun(runRef(run.runId)))?.blocked ?? null;
}

/** A run of the old code that waits for its signal; its worker is gone. */
async function parked() {
  const old = await world.workerProcess(oldCode);
  const run = await world.client.start(before, 7);
  await until(async () => (await types(run)).includes('ActivityCompleted'));
  old.kill('SIGKILL');
  await until(async () => old.signalCode !== null);
  return run;
}

async function replayed(definition: WorkflowDefinition, run: Run) {
  const rows = await world.storage.readHistory(runRef(run.runId), 0);
  return replayHistory(definition, rows, run);
}

describe('Determinism and replay', () => {
  test('C104 changed code blocks the run with a report, asks for nothing, and fitting code goes on', async () => {
    const run = await parked();
    const wrong = await world.workerProcess(newCode);
    await run.signal('go');
    await until(async () => (await blockedOn(run)) !== null, 20_000);
    const report = {
      seq: 2,
      recorded: 'activity "charge" (1)',
      replayed: 'activity "ship" (1)',
      callSite: expect.stringMatching(/order-changed\.ts:\d+:\d+/) as string,
    };
    expect(await blockedOn(run)).toMatchObject({ code: 'NONDETERMINISM', fields: report });
    expect(await types(run)).toEqual(['RunStarted', 'ActivityScheduled', 'ActivityCompleted']);
    // The worker with the wrong code is still there: the run goes to the one that has not tried it.
    await world.workerProcess(oldCode);
    expect(await run.result()).toEqual(['charged 7', 'shipped box']);
    expect(await blockedOn(run)).toBeNull();
    expect(wrong.exitCode).toBeNull();
  }, 60_000);

  test('C104 a workflow that no worker has blocks likewise, until a worker has it', async () => {
    await world.workerProcess(oldCode);
    const runs = await Promise.all(
      Array.from({ length: 6 }, (_, n) => world.client.start('refund', n, { workflowId: `refund ${n}` })),
    );
    for (const run of runs) await until(async () => (await blockedOn(run)) !== null);
    expect(await blockedOn(runs[0]!)).toMatchObject({ code: 'WORKFLOW_NOT_REGISTERED' });
    await world.workerProcess(newCode);
    const results = await Promise.all(runs.map((run) => run.result()));
    expect(results).toEqual(runs.map((_, n) => `charged ${-n}`));
  }, 60_000);

  test('C104 an outcome for a call that the code never made blocks, too', async () => {
    const quiet = workflow('order', async () => sleep('1h'));
    const run = await parked();
    expect(await replayed(quiet, run)).toMatchObject({
      report: { seq: 2, recorded: 'activity "charge" (1)', replayed: 'timer (1)' },
    });
    const silent = workflow('order', async () => new Promise(() => undefined));
    expect(await replayed(silent, run)).toMatchObject({
      report: { seq: 2, recorded: 'activity "charge" (1)', replayed: null },
    });
    await run.terminate();
  });

  test('C105 replaying stored histories tells for each whether the code still fits', async () => {
    const open = await parked();
    await world.workerProcess(oldCode);
    const done = await world.client.start(before, 1);
    await done.signal('go');
    await done.result();
    for (const run of [open, done]) {
      expect(await replayed(before, run)).toMatchObject({ kind: 'ok' });
      expect(await replayed(patched, run)).toMatchObject({ kind: 'ok' });
      expect(await replayed(changed.order, run)).toMatchObject({ kind: 'nondeterminism' });
    }
    await open.terminate();
  }, 60_000);

  test('C105 guarded by patched(), old runs go the old way and new ones the new way', async () => {
    const old = await parked();
    await world.workerProcess(safeCode);
    const fresh = await world.client.start(before, 7);
    await until(async () => (await types(fresh)).includes('ActivityCompleted'));
    await Promise.all([old.signal('go'), fresh.signal('go')]);
    expect(await old.result()).toEqual(['charged 7', 'shipped box']);
    expect(await fresh.result()).toEqual(['shipped box', 'charged 7']);
    expect(await types(fresh)).toContain('Patched');
    expect(await replayed(patched, old)).toMatchObject({ kind: 'ok' });
    expect(await replayed(patched, fresh)).toMatchObject({ kind: 'ok' });
  }, 60_000);
});
