import { type RunId } from '@baton/core';
import { createTokenSigner, type TokenSigner } from '@baton/engine';
import { readTokenKeys } from '@baton/postgres';
import { activity, expectSignal, makeAsync, workflow } from '@baton/workflow';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { outcomeOf } from './support/told.ts';
import { failureOf, startWorld, until, type World } from './support/world.ts';

let world: World;
let tokens: TokenSigner;
beforeAll(async () => {
  world = await startWorld();
  tokens = createTokenSigner(await readTokenKeys(world.databaseUrl));
});
afterEach(() => world.stopWorkers());
afterAll(() => world.close());

/** A run whose activity is async; with `holds`, it stays open after that until it hears `end`. */
async function waiting({ holds = false, retry = { initial: 1 }, tokenLifetime = 3_600_000 } = {}) {
  const handed: { readonly token: string; readonly attemptToken: string }[] = [];
  const act = activity<undefined>('viaQueue', { startToClose: '1m', retry }, (_, ctx) => {
    const { token, attemptToken } = ctx;
    handed.push({ token, attemptToken });
    return makeAsync();
  });
  const ask = workflow('token-ask', async () => {
    const outcome = await outcomeOf(act(undefined));
    if (holds) await expectSignal('end');
    return outcome;
  });
  await world.worker({ leaseTimeout: '10s', workflows: [ask], activities: [act], tokenLifetime });
  const run = await world.client.start(ask, undefined);
  await until(() => handed.length > 0);
  const asyncNow = async () => (await pendingOf(run.runId))?.state === 'async';
  await until(asyncNow);
  return { run, handed, ...handed[0]! };
}

async function pendingOf(runId: RunId) {
  const run = await world.storage.readHistory(refOf(runId), 0, 1);
  return run.length === 0 ? undefined : (await world.storage.pendingActivities(refOf(runId)))[0];
}

const refOf = (runId: RunId) =>
  tokens.verify(tokens.activityToken({ runId, activityId: '1' as never }), 0, 'full');

type Call = (token: string) => Promise<unknown>;
const calls: Record<string, Call> = {
  complete: (token) => world.client.completeActivity(token, 'forged'),
  fail: (token) => world.client.failActivity(token, { name: 'Forged', message: '', nonRetryable: true }),
  heartbeat: (token) => world.client.heartbeatActivity(token, 'forged'),
  reportCancelled: (token) => world.client.reportCancelled(token),
};

/** What each of the four calls answers. */
async function codesOf(token: string): Promise<Record<string, string | undefined>> {
  const codes = Object.entries(calls).map(async ([name, call]) => [
    name,
    (await failureOf(call(token))).code,
  ]);
  return Object.fromEntries((await Promise.all(codes)) as [string, string | undefined][]);
}

async function failureOrNull(promise: Promise<unknown>): Promise<string | null> {
  const [outcome] = await Promise.allSettled([promise]);
  return outcome.status === 'rejected' ? ((outcome.reason as { readonly code?: string }).code ?? '') : null;
}

const all = (code: string) => ({ complete: code, fail: code, heartbeat: code, reportCancelled: code });

describe('A token', () => {
  test('C68 that is none, or is forged, foreign or over, is refused by each call', async () => {
    const { run, token } = await waiting();
    const of = { runId: run.runId, activityId: '1' as never };
    const otherSecret = createTokenSigner({ current: { id: 'k1', secret: 'y'.repeat(32) } });
    const otherKey = createTokenSigner({ current: { id: 'k9', secret: 'y'.repeat(32) } });
    const [prefix, key, payload] = token.split('.');
    for (const bad of [
      'x',
      'bt1.k1.AAAA.AAAA',
      `${prefix}.${key}.${payload}`,
      otherSecret.activityToken(of),
      otherKey.activityToken(of),
      tokens.activityToken(of, { expiresAtMs: Date.now() - 1 }),
    ]) {
      expect(await codesOf(bad), bad).toEqual(all('INVALID_TOKEN'));
    }
    expect(await failureOf(calls['complete']!('x'))).toMatchObject({ httpStatus: 400 });
    await world.client.completeActivity(token, 'right');
    expect(await run.result()).toEqual({ value: 'right' });
  });

  test('C68 however it is mangled, it changes nothing', async () => {
    const { run, token, attemptToken } = await waiting();
    const mangled = fc
      .tuple(
        fc.constantFrom(token, attemptToken),
        fc.nat(),
        fc.constantFrom('cut', 'put', 'swap', 'drop', 'twice'),
        fc.string(),
      )
      .map(([text, at, how, junk]) => mangle(text, at % text.length, how, junk))
      .filter((text) => text !== token && text !== attemptToken && text !== '');
    const before = await pendingOf(run.runId);
    await fc.assert(
      fc.asyncProperty(mangled, fc.constantFrom(...Object.keys(calls)), async (text, name) => {
        const { code } = await failureOf(calls[name]!(text));
        // A text that is too long is no input at all.
        expect(['INVALID_TOKEN', 'INVALID_INPUT']).toContain(code);
      }),
      { numRuns: 120, seed: 68 },
    );
    expect(await pendingOf(run.runId)).toEqual(before);
    await world.client.completeActivity(token, 'unharmed');
    expect(await run.result()).toEqual({ value: 'unharmed' });
  });

  test('C68 of an activity that is not there is not found, nor is one of a run that is not', async () => {
    const { run } = await waiting();
    const activityId = '99' as never;
    expect(await codesOf(tokens.activityToken({ runId: run.runId, activityId }))).toEqual(
      all('ACTIVITY_CLOSED'),
    );
    const noRun = run.runId.replace(/.{4}$/, 'ffff') as RunId;
    expect(await codesOf(tokens.activityToken({ runId: noRun, activityId }))).toEqual(all('RUN_NOT_FOUND'));
  });

  test('C68 with an expiry is good until then; one for heartbeats only beats', async () => {
    const { run } = await waiting();
    const of = { runId: run.runId, activityId: '1' as never };
    const beats = tokens.activityToken(of, { scope: 'heartbeat' });
    expect(await world.client.heartbeatActivity(beats, 1)).toEqual({ cancelRequested: false, reason: null });
    expect(await failureOf(world.client.completeActivity(beats, 1))).toMatchObject({ code: 'INVALID_TOKEN' });
    const later = tokens.activityToken(of, { expiresAtMs: Date.now() + 60_000 });
    await world.client.completeActivity(later, 'in time');
    expect(await run.result()).toEqual({ value: 'in time' });
  });

  test('C68 that its worker gave a lifetime ends with it', async () => {
    const { run, token } = await waiting({ tokenLifetime: 300 });
    await until(async () => (await failureOrNull(world.client.heartbeatActivity(token))) === 'INVALID_TOKEN');
    expect(await codesOf(token)).toEqual(all('INVALID_TOKEN'));
    await world.client.completeActivityById({ runId: run.runId, activityId: '1' }, 'by an operator');
    expect(await run.result()).toEqual({ value: 'by an operator' });
  });

  test('C73 of an attempt is stale with the next attempt, and of an epoch with the next epoch', async () => {
    const { run, handed, token, attemptToken } = await waiting();
    await world.client.failActivity(attemptToken, new Error('again'));
    await until(() => handed.length === 2);
    expect(await codesOf(attemptToken)).toEqual(all('STALE_ATTEMPT'));
    const epoch = { runId: run.runId, activityId: '1' as never, attempt: 2, epoch: 3 };
    expect(await codesOf(tokens.attemptToken(epoch))).toEqual(all('STALE_EPOCH'));
    await world.client.completeActivity(token, 'by the living token');
    expect(await run.result()).toEqual({ value: 'by the living token' });
  });
});

describe('The first result stands', () => {
  test('C69 the same value again is a repeat, another one a conflict', async () => {
    const { run, token } = await waiting({ holds: true });
    const complete = (value: unknown) => world.client.completeActivity(token, value);
    expect(await complete({ a: 1, b: 2 })).toEqual({ alreadyCompleted: false });
    for (const moment of ['before the run has read it', 'after'] as const) {
      expect(await complete({ b: 2, a: 1 }), moment).toEqual({ alreadyCompleted: true });
      expect(await failureOf(complete('other')), moment).toMatchObject({
        code: 'ALREADY_COMPLETED',
        httpStatus: 409,
      });
      await until(async () => (await world.events(run)).some(({ type }) => type === 'ActivityCompleted'));
    }
    expect(await failureOf(calls['fail']!(token))).toMatchObject({
      code: 'ACTIVITY_CLOSED',
      httpStatus: 404,
    });
    expect(await failureOf(calls['heartbeat']!(token))).toMatchObject({ code: 'ACTIVITY_CLOSED' });
    await run.signal('end');
    expect(await run.result()).toEqual({ value: { a: 1, b: 2 } });
    expect(await complete({ a: 1, b: 2 })).toEqual({ alreadyCompleted: true });
    expect(await failureOf(complete('other'))).toMatchObject({ code: 'RUN_CLOSED', httpStatus: 404 });
    expect(await failureOf(calls['heartbeat']!(token))).toMatchObject({ code: 'RUN_CLOSED' });
  });

  test('C69 the key decides, where one is given', async () => {
    const { run, token } = await waiting();
    const complete = (value: unknown, idempotencyKey: string) =>
      world.client.completeActivity(token, value, { idempotencyKey });
    expect(await complete('first', 'k-1')).toEqual({ alreadyCompleted: false });
    expect(await run.result()).toEqual({ value: 'first' });
    expect(await complete('other words', 'k-1')).toEqual({ alreadyCompleted: true });
  });

  test('C69 of twenty at once one is the first', async () => {
    const { run, token } = await waiting({ holds: true });
    const tries = Array.from({ length: 20 }, (_, n) => world.client.completeActivity(token, n));
    const outcomes = await Promise.allSettled(tries);
    const won = outcomes.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []));
    expect(won).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'ALREADY_COMPLETED' });
    await run.signal('end');
    expect(await run.result()).toEqual({ value: won[0] });
  });

  test('C69 a completion that is no good harms nobody', async () => {
    const { run, token } = await waiting();
    const large = world.client.completeActivity(token, 'x'.repeat(3 * 1024 * 1024));
    expect(await failureOf(large)).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    const odd = world.client.completeActivity(token, 'nul \0 inside');
    expect(await failureOf(odd)).toMatchObject({ code: 'BAD_JSON' });
    await world.client.completeActivity(token, 'good');
    expect(await run.result()).toEqual({ value: 'good' });
  });
});

function mangle(text: string, at: number, how: string, junk: string): string {
  switch (how) {
    case 'cut':
      return text.slice(0, at);
    case 'put':
      return text.slice(0, at) + (junk === '' ? '-' : junk) + text.slice(at);
    case 'swap':
      return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
    case 'drop':
      return text.slice(0, at) + text.slice(at + 1);
    default:
      return `${text}.${text}`;
  }
}
