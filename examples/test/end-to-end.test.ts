import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { foldRows, runRef } from '@baton/core';
import type { OwnOutcome } from '@baton/engine';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createQuoteService } from '../async-callback/service.ts';
import { ownDirectory } from './context.ts';
import { studio } from './studio.ts';

const resultOf = (outcome: OwnOutcome): Readonly<Record<string, unknown>> =>
  outcome.status === 'completed' ? { ...(outcome.result as object) } : {};

describe('file processing', () => {
  it.each(['drawn', 'in code'])('%s: the file is processed on one worker and stored', async (kind) => {
    const directory = await ownDirectory();
    const { start, startDrawn, ended, storage } = await studio();
    const input = { rows: 60_000, seed: 7 };
    const runId = await (kind === 'drawn' ? startDrawn('file-processing') : start('fileProcessing', input));
    const outcome = await ended(runId);
    expect(outcome).toMatchObject({ status: 'completed', result: { rows: 60_000 } });
    const { file, name = file, totalCents } = resultOf(outcome);
    const lines = (await readFile(join(directory, 'store', String(name)), 'utf8')).trimEnd().split('\n');
    expect(lines.slice(1).reduce((sum, line) => sum + Number(line.split(',').at(-1)), 0)).toBe(totalCents);
    const { activities, sessions } = foldRows(await storage.readHistory(runRef(runId), 0));
    expect(new Set([...activities.values()].map(({ sessionId }) => sessionId))).toEqual(
      new Set(sessions.keys()),
    );
    expect([...sessions.values()].map(({ status }) => status)).toEqual(['closed']);
  });
});

describe('release approval', () => {
  const release = { version: '1.4.0', changes: ['feat!: new format', 'fix: b'] };

  it.each(['drawn', 'in code'])('%s: approved, it is published', async (kind) => {
    const directory = await ownDirectory();
    const { start, startDrawn, ended, task, decide } = await studio();
    const runId = await (kind === 'drawn'
      ? startDrawn('release-approval', release)
      : start('releaseApproval', release));
    const { spec } = await task(runId);
    expect(spec.title).toContain('Release 1.4.0');
    expect(spec.instructions).toContain('- feat!: new format');
    expect(spec).toMatchObject({ assignees: ['role:release'], requesterMayNotApprove: true });
    await expect(decide(runId, 'approve', {})).rejects.toMatchObject({ code: 'FORM_INVALID' });
    await decide(runId, 'approve', { reason: 'looks good' });
    expect(await ended(runId)).toMatchObject({
      status: 'completed',
      result: { published: true, by: 'person:ana' },
    });
    expect(await readFile(join(directory, 'store', 'release-1.4.0.md'), 'utf8')).toContain(
      'Approved by person:ana',
    );
  });

  it.each(['drawn', 'in code'])('%s: rejected, it is not', async (kind) => {
    await ownDirectory();
    const { start, startDrawn, ended, decide } = await studio();
    const runId = await (kind === 'drawn'
      ? startDrawn('release-approval', release)
      : start('releaseApproval', release));
    await decide(runId, 'reject', { reason: 'too early' });
    expect(await ended(runId)).toMatchObject({ status: 'completed', result: { published: false } });
  });
});

describe('waiting for another service', () => {
  async function withService() {
    const running = await studio();
    const options = { callback: running.callback, workMs: 40, log: () => undefined };
    const server = createQuoteService(options);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    vi.stubEnv('QUOTE_SERVICE_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    return running;
  }

  it.each([
    ['drawn', 200_000, true],
    ['drawn', 1_000, false],
    ['in code', 200_000, true],
  ])('%s: the quote comes by token, limit %i: accepted %s', async (kind, limitCents, accepted) => {
    const { start, startDrawn, ended } = await withService();
    const order = { item: 'gear', quantity: 100, limitCents };
    const runId = await (kind === 'drawn'
      ? startDrawn('async-callback', order)
      : start('asyncCallback', order));
    expect(await ended(runId)).toMatchObject({
      status: 'completed',
      result: { accepted, totalCents: 130_500 },
    });
  });

  it('what the service fails, fails for good; what the form refuses is never asked', async () => {
    const { start, startDrawn, ended } = await withService();
    const order = { item: 'moon', quantity: 1, limitCents: 1 };
    const failure = { name: 'ActivityError', cause: { name: 'UnknownItem' } };
    expect(await ended(await start('asyncCallback', order))).toMatchObject({ status: 'failed', failure });
    const refused = await ended(await startDrawn('async-callback', order));
    expect(refused).toMatchObject({ status: 'failed', failure: { name: 'InvalidInput' } });
  });
});

describe('model training', () => {
  it.each(['drawn', 'in code'])('%s: a good model is stored, and the GPU is free again', async (kind) => {
    await ownDirectory();
    const { start, startDrawn, ended } = await studio();
    const input = { samples: 1_200, epochs: 20 };
    const begin = () =>
      kind === 'drawn' ? startDrawn('model-training', input) : start('modelTraining', input);
    const runs = await Promise.all([begin(), begin()]);
    const outcomes = await Promise.all(runs.map(ended));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'completed' });
      expect(resultOf(outcome)['accuracy']).toBeGreaterThan(0.95);
    }
  });
});
