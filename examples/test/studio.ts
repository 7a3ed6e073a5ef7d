// A worker with all the examples, on a storage in memory: runs are started and answered as the studio's server does.
import { randomBytes } from 'node:crypto';
import { runRef, type ActivityId, type HumanTaskSpec, type Json, type RunId } from '@baton/core';
import {
  completeActivity,
  createMemoryStorage,
  createTokenSigner,
  decideHumanTask,
  failActivity,
  GRAPH_WORKFLOW,
  heartbeatActivity,
  startRun,
  waitForResult,
  type OwnOutcome,
  type Storage,
} from '@baton/engine';
import { createWorker } from '@baton/worker';
import { onTestFinished } from 'vitest';
import type { Callback } from '../async-callback/service.ts';
import { templates } from '../index.ts';
import { activities, workflows } from '../worker.ts';

export interface Studio {
  readonly storage: Storage;
  /** Starts a workflow by name. */
  readonly start: (workflow: string, input: Json) => Promise<RunId>;
  /** Starts a template. */
  readonly startDrawn: (templateId: string, input?: Json) => Promise<RunId>;
  readonly ended: (runId: RunId) => Promise<OwnOutcome>;
  /** The task that the run waits for, once there is one. */
  readonly task: (runId: RunId) => Promise<{ readonly spec: HumanTaskSpec; readonly activityId: ActivityId }>;
  readonly decide: (runId: RunId, outcome: string, values: Json) => Promise<void>;
  /** What a service does with a token. */
  readonly callback: Callback;
}

export async function studio(): Promise<Studio> {
  const storage = createMemoryStorage({ clock: { nowMs: () => Date.now() } });
  const tokenKeys = { current: { id: 'test', secret: randomBytes(32) } };
  const tokens = createTokenSigner(tokenKeys);
  const worker = await createWorker({
    storage,
    tokenKeys,
    activities,
    workflows,
    sessions: { enabled: true, resources: { gpu: 1 } },
    designs: async ({ designId }) => templates.find(({ id }) => id === designId)?.design ?? null,
    log: () => undefined,
  });
  const running = worker.run();
  onTestFinished(async () => {
    await worker.shutdown({ grace: 100 });
    await running;
    await storage.close();
  });

  const task: Studio['task'] = async (runId) => {
    for (let tries = 0; tries < 500; tries++) {
      const [activity] = [...(await openActivities(storage, runId))];
      if (activity !== undefined) return activity;
      await new Promise((resolve) => void setTimeout(resolve, 10));
    }
    throw new Error(`Run ${runId} asks nobody`);
  };
  return {
    storage,
    start: async (workflow, input) =>
      (await startRun(storage, { workflow, input, taskQueue: 'default' })).runId,
    startDrawn: async (designId, input) => {
      const sample = templates.find(({ id }) => id === designId)?.sampleInput ?? null;
      const design = { designId, version: 1 };
      const start = { workflow: GRAPH_WORKFLOW, design, input: input ?? sample, taskQueue: 'default' };
      return (await startRun(storage, start)).runId;
    },
    ended: (runId) => waitForResult(storage, { runId }, { waitMs: 25_000 }),
    task,
    decide: async (runId, outcome, values) => {
      const { activityId } = await task(runId);
      const deciding = { by: 'person:ana', at: '2026-01-31T09:00:00Z', idempotencyKey: 'once' };
      await decideHumanTask(storage, { ...runRef(runId), activityId }, { outcome, values }, deciding);
    },
    callback: {
      complete: async (token, quote) => {
        await completeActivity(storage, tokens.verify(token, Date.now(), 'full'), { value: quote });
      },
      fail: async (token, error) => {
        await failActivity(storage, tokens.verify(token, Date.now(), 'full'), { error });
      },
      beat: async (token, percent) => {
        const target = tokens.verify(token, Date.now(), 'heartbeat');
        return (await heartbeatActivity(storage, target, { details: { percent } })).cancelRequested;
      },
    },
  };
}

async function openActivities(storage: Storage, runId: RunId) {
  const ref = runRef(runId);
  const rows = await storage.readHistory(ref, 0);
  const ids = rows.flatMap(({ events }) =>
    events.flatMap((event) =>
      event.type === 'ActivityScheduled' && event.mode === 'human' ? [event.activityId] : [],
    ),
  );
  const tasks = await Promise.all(
    ids.map(async (activityId) => ({ activityId, task: await storage.readHumanTask(ref, activityId) })),
  );
  return tasks.flatMap(({ activityId, task }) => (task === null ? [] : [{ activityId, spec: task.spec }]));
}
