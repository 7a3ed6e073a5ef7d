import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { activity, type ActivityContext } from '@baton/workflow';
import { z } from 'zod';
import { storePath, workPath } from '../shared/files.ts';
import { storeFile } from '../shared/store-file.ts';
import { ensureOrders } from './orders.ts';
import { processOrders, type OrdersCheckpoint } from './process-orders.ts';

/** Fetches the orders from the store to this worker's disk; answers the name of the file there. */
export const downloadOrders = activity(
  'downloadOrders',
  {
    description: 'Fetches a file of orders to the worker.',
    startToClose: '5 minutes',
    retry: { maxAttempts: 5 },
    input: z.object({
      rows: z.int().min(1).max(1_000_000).default(60_000).describe('How many orders'),
      seed: z.int().min(0).default(7).describe('Another seed makes other orders'),
    }),
    output: z.object({ file: z.string() }),
  },
  async ({ rows, seed }, context) => {
    const file = await ensureOrders(rows, seed);
    const to = await workPath(context.info.runId, file);
    await pipeline(createReadStream(await storePath(file)), createWriteStream(to), {
      signal: context.signal,
    });
    return { file };
  },
);

/** Works on the file where it lies; says how far it is by heartbeats, and goes on from there if it is interrupted. */
export const processOrdersFile = activity(
  'processOrders',
  {
    description: 'Adds totals to a file of orders, and sums them up by region.',
    startToClose: '30 minutes',
    heartbeat: '20s',
    input: z.object({ file: z.string() }),
    output: z.object({
      file: z.string(),
      rows: z.number(),
      totalCents: z.number(),
      centsByRegion: z.record(z.string(), z.number()),
    }),
  },
  async ({ file }, context: ActivityContext<OrdersCheckpoint>) => {
    const output = `totals-${file}`;
    const summary = await processOrders({
      input: await workPath(context.info.runId, file),
      output: await workPath(context.info.runId, output),
      checkpoint: context.checkpoint,
      onProgress: (checkpoint) => context.heartbeat(checkpoint),
      signal: context.signal,
    });
    return { file: output, ...summary };
  },
);

/** Puts the result into the store. */
export const uploadResult = activity(
  'uploadResult',
  {
    description: 'Puts a file of the worker into the store.',
    startToClose: '5 minutes',
    retry: { maxAttempts: 5 },
    input: z.object({ file: z.string() }),
    output: z.object({ name: z.string(), bytes: z.number(), sha256: z.string() }),
  },
  async ({ file }, context) => {
    const { runId } = context.info;
    return { ...(await storeFile(await workPath(runId, file), `${runId}-${file}`, context.signal)) };
  },
);
