import { z } from 'zod';
import { runId } from './common.ts';

export const liveTopic = z.enum(['runs', 'inbox', 'workers', 'sessions', 'designs', 'schedules']);
export const subscribe = z.strictObject({
  /** The run whose page is open. */
  run: z.strictObject({ runId, afterSeq: z.int().min(0) }).optional(),
  topics: z.array(liveTopic).max(liveTopic.options.length),
  /** Set by the client library when it reconnects. */
  lastEventId: z.string().max(100).nullish(),
});

export type LiveTopic = z.output<typeof liveTopic>;
export type SubscribeInput = z.output<typeof subscribe>;
