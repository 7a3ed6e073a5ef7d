// Services that got a token and people who found a task: they answer late, twice, differently, all at once.
import {
  InvalidTokenError,
  RefusedError,
  RunNotFoundError,
  type ActivityId,
  type ErrorCode,
} from '@baton/core';
import { completeActivity, decideHumanTask, failActivity, heartbeatActivity } from '@baton/engine';
import type { MemoryHumanTask } from '@baton/engine/testing';
import type { HandedToken } from '../ledger.ts';
import { answerTo } from './activities.ts';
import { answered, sleep, type Client } from './client.ts';

/** What a valid token may be told. Anything else is a violation. */
const allowed: readonly ErrorCode[] = [
  'ACTIVITY_CLOSED',
  'RUN_CLOSED',
  'STALE_ATTEMPT',
  'STALE_EPOCH',
  'ALREADY_COMPLETED',
];

/** Answers for everything that hands its token out, over and over. */
export async function serve(client: Client): Promise<never> {
  const { world, rng } = client;
  for (;;) {
    await sleep(client, 40);
    const handed = world.ledger.tokens.shift();
    if (handed === undefined) continue;
    const answers = 1 + rng.below(3);
    for (let n = 0; n < answers; n++) void answerLater(client, handed, n);
  }
}

async function answerLater(client: Client, handed: HandedToken, n: number): Promise<void> {
  const { rng } = client;
  await sleep(client, rng.chance(0.2) ? rng.below(3_000) : rng.below(150));
  const action = rng.next();
  if (action < 0.15) await allowing(client, () => fail(client, handed));
  else if (action < 0.3) await allowing(client, () => beat(client, handed));
  const value = {
    value: answerTo(handed.input),
    execution: handed.effect.execution,
    by: rng.below(2) + 2 * n,
  };
  for (let pressed = rng.chance(0.4) ? 2 : 1; pressed > 0; pressed--)
    await allowing(client, () => complete(client, handed, value));
}

async function complete(client: Client, handed: HandedToken, value: { readonly by: number }): Promise<void> {
  const { world, rng, storage } = client;
  const target = targetOf(client, rng.chance(0.5) ? handed.activityToken : handed.attemptToken);
  await answered(client, () => completeActivity(storage, target, { value, by: 'service:1' }));
  const { shard, runId, activityId } = target;
  world.ledger.acknowledged.push({ shard, runId, activityId, kind: 'completed', value });
}

async function fail(client: Client, { attemptToken }: HandedToken): Promise<void> {
  const target = targetOf(client, attemptToken);
  await answered(client, () => failActivity(client.storage, target, { error: new Error('try again') }));
}

/** Three beats, of which the last comes before the others. */
async function beat(client: Client, { attemptToken }: HandedToken): Promise<void> {
  const target = targetOf(client, attemptToken);
  for (const sequence of [3, 1, 2])
    await answered(client, () => heartbeatActivity(client.storage, target, { details: sequence, sequence }));
}

function targetOf({ world }: Client, token: string): ReturnType<typeof world.tokens.verify> {
  return world.tokens.verify(token, world.loop.nowMs(), 'full');
}

async function allowing(client: Client, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const isAllowed = error instanceof RefusedError && allowed.includes(error.code);
    // The run of an inline attempt whose owner died before anything was stored.
    if (isAllowed || error instanceof RunNotFoundError) return;
    const why = error instanceof InvalidTokenError ? 'a good token was refused' : 'an answer by token';
    client.world.broken(`${why}: ${String(error)}`);
  }
}

const outcomes = ['approve', 'reject', 'later'] as const;

/** Two people look at every task, and sometimes both decide. */
export async function decide(client: Client): Promise<never> {
  const { world, rng } = client;
  const seen = new Set<string>();
  for (;;) {
    await sleep(client, 60);
    const tasks = [...world.state.open.values()].flatMap((run) => [...run.humanTasks.values()]);
    for (const task of tasks.filter(({ runId, activityId }) => !seen.has(`${runId} ${activityId}`))) {
      seen.add(`${task.runId} ${task.activityId}`);
      for (const person of rng.chance(0.5) ? [1, 2] : [1]) void decideLater(client, task, person);
    }
  }
}

/** Chaos kills a worker thrice in the same activity now and then: somebody sees that it is not to blame, and lets it go on. */
export async function forgive(client: Client): Promise<never> {
  const { world, storage } = client;
  for (;;) {
    await sleep(client, 500);
    const blamed = [...world.state.open.values()].flatMap(({ activities }) =>
      [...activities.values()].filter(({ poisonedAtMs }) => poisonedAtMs !== null),
    );
    for (const { ref, activityId } of blamed)
      await answered(client, () => storage.releasePoison(ref, activityId));
  }
}

async function decideLater(client: Client, task: MemoryHumanTask, person: number): Promise<void> {
  const { rng, storage, world } = client;
  const { shard, runId, activityId } = task;
  await sleep(client, rng.chance(0.1) ? rng.below(6_000) : rng.below(800));
  const outcome = rng.pick(outcomes);
  const deciding = { by: `person:${person}`, at: '2026-01-01T00:00:00Z', idempotencyKey: `click-${person}` };
  for (let pressed = rng.chance(0.4) ? 2 : 1; pressed > 0; pressed--) {
    try {
      await answered(client, () =>
        decideHumanTask(storage, { shard, runId, activityId }, { outcome }, deciding),
      );
      world.ledger.acknowledged.push({
        shard,
        runId,
        activityId: activityId satisfies ActivityId,
        kind: 'decided',
        outcome,
      });
    } catch (error) {
      if (!(error instanceof RefusedError && error.code === 'TASK_CLOSED'))
        world.broken(`a decision: ${String(error)}`);
    }
  }
}
