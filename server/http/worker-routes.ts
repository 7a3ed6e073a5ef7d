// The plain HTTP twins of the procedures of workers and sessions.
import { z } from 'zod';
import * as admin from '../input/admin.ts';
import type { RestRoute } from './rest-routes.ts';

const item = z.record(z.string(), z.unknown());

export const workerRoutes: readonly RestRoute[] = [
  {
    method: 'GET',
    path: '/workers',
    procedure: 'workers.list',
    reads: true,
    summary: 'Workers, the latest first; those that ended stay listed for a day',
    input: z.strictObject({}),
    answer: z.array(item),
  },
  {
    method: 'GET',
    path: '/workers/{workerId}',
    procedure: 'workers.get',
    reads: true,
    summary: 'A worker: what it offers, holds and runs, and who waits for it',
    input: admin.byWorker,
    answer: item,
  },
  {
    method: 'POST',
    path: '/workers/{workerId}/drain',
    procedure: 'workers.drain',
    summary: 'Let a worker take no new sessions and decide for no more runs',
    input: admin.byWorker,
    answer: item,
  },
  {
    method: 'GET',
    path: '/sessions',
    procedure: 'sessions.list',
    reads: true,
    summary: 'Sessions, latest first; those that wait with their place and why',
    input: admin.listSessions,
    answer: z.array(item),
  },
  {
    method: 'GET',
    path: '/sessions/{sessionId}',
    procedure: 'sessions.get',
    reads: true,
    summary: 'A session',
    input: admin.bySession,
    answer: item,
  },
  {
    method: 'POST',
    path: '/sessions/{sessionId}/fail',
    procedure: 'sessions.fail',
    summary: 'End a session; its workflow sees the reason OPERATOR',
    input: admin.failSession,
    answer: item,
  },
];
