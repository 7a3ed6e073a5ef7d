// The plain HTTP twins of the procedures of batches.
import { z } from 'zod';
import * as batches from '../input/batches.ts';
import type { RestRoute } from './rest-routes.ts';

const batch = z.record(z.string(), z.unknown());

export const batchRoutes: readonly RestRoute[] = [
  {
    method: 'POST',
    path: '/batches',
    procedure: 'runs.batch',
    summary: 'Cancel, terminate, signal or reset all runs that a filter matches; or count them',
    input: batches.runBatch,
    answer: z.record(z.string(), z.unknown()),
  },
  {
    method: 'GET',
    path: '/batches',
    procedure: 'batches.list',
    reads: true,
    summary: 'Batches, latest first, in pages',
    input: batches.listBatches,
    answer: z.object({ items: z.array(batch), nextCursor: z.string().nullable() }),
  },
  {
    method: 'GET',
    path: '/batches/{batchId}',
    procedure: 'batches.get',
    reads: true,
    summary: 'How far a batch has come',
    input: batches.byBatch,
    answer: batch,
  },
  {
    method: 'POST',
    path: '/batches/{batchId}/stop',
    procedure: 'batches.stop',
    summary: 'Leave the rest of the runs alone',
    input: batches.byBatch,
    answer: batch,
  },
];
