// A worker in a process of its own, whose activities do nothing but beat: `heartbeats-process.ts <database url>`, told its mode by the parent.
import { setInterval as every } from 'node:timers/promises';
import { runRef, type ActivityId } from '@baton/core';
import type { ActivityTarget, HeartbeatRequest, Storage } from '@baton/engine';
import { createPostgresStorage } from '@baton/postgres';
import { createWorker } from '@baton/worker';
import { activity } from '@baton/workflow';
import { ACTIVITIES, BEAT_EVERY_MS, BEAT_QUEUE, type Beaten, type Mode } from './beating.ts';

/** The storage is handed this often a tenth of all beats. */
const SHARE_MS = BEAT_EVERY_MS / 10;

let mode: Mode = 'off';
let beats = 0;
let stored = 0;
const running: ActivityTarget[] = [];

const beater = activity<null>('beater', { startToClose: '1h' }, async (_, { info, heartbeat, signal }) => {
  const activityId: ActivityId = info.activityId;
  running.push({ ...runRef(info.runId), activityId, attempt: info.attempt, epoch: null });
  // Not all at the same time.
  await new Promise((resolve) => setTimeout(resolve, Math.random() * BEAT_EVERY_MS));
  for await (const _tick of every(BEAT_EVERY_MS, undefined, { ref: false })) {
    if (signal.aborted) return;
    if (mode !== 'called') continue;
    beats += 1;
    heartbeat({ frame: beats });
  }
});

const inner = await createPostgresStorage({ databaseUrl: process.argv[2] ?? '' });
const heartbeat: Storage['heartbeat'] = (requests) => {
  stored += requests.length;
  return inner.heartbeat(requests);
};
const storage: Storage = { ...inner, heartbeat };
const worker = await createWorker({
  storage,
  taskQueues: [BEAT_QUEUE],
  activities: [beater],
  maxConcurrentActivities: ACTIVITIES,
  log: () => undefined,
});
process.on('message', (wanted: Mode) => {
  process.send?.({ beats, stored, running: running.length } satisfies Beaten);
  [mode, beats, stored] = [wanted, 0, 0];
});
process.on('disconnect', () => process.exit());
void storeAll();
process.send?.('ready');
await worker.run();

/** A tenth of the activities at a time, so that it goes as evenly as their timers would. */
async function storeAll(): Promise<void> {
  let from = 0;
  let sequence = Date.now() * 1_000;
  for await (const _tick of every(SHARE_MS)) {
    if (mode !== 'stored') continue;
    const share = Math.ceil(running.length / 10);
    const requests = running
      .slice(from, from + share)
      .map((target): HeartbeatRequest => ({ ...target, details: { frame: sequence }, sequence: ++sequence }));
    from = from + share >= running.length ? 0 : from + share;
    beats += requests.length;
    // Not awaited: a storage that is too slow has to show in the rate of decisions, not in fewer beats.
    void storage.heartbeat(requests);
  }
}
