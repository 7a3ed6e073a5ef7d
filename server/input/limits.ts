import { z } from 'zod';

const scope = z.enum(['queue', 'activity', 'key']);
/** A task queue, an activity or a key; `*`: every key that has no limit of its own. */
const name = z
  .string()
  .min(1)
  .max(200)
  // eslint-disable-next-line no-control-regex
  .regex(/^[^\u0000-\u001f]+$/, 'no control characters');

export const byLimit = z.strictObject({ scope, name });
export const setLimit = z
  .strictObject({
    scope,
    name,
    maxConcurrent: z.int().min(0).max(1_000_000).optional(),
    perSecond: z.number().min(0.001).max(100_000).optional(),
    /** Default: the starts of a second, at least 1. */
    burst: z.int().min(1).max(1_000_000).optional(),
    whileAsync: z.enum(['hold', 'free']).optional(),
  })
  .refine(({ maxConcurrent, perSecond }) => maxConcurrent !== undefined || perSecond !== undefined, {
    path: ['maxConcurrent'],
    error: 'give maxConcurrent, perSecond, or both',
  });

export type ByLimitInput = z.output<typeof byLimit>;
export type SetLimitInput = z.output<typeof setLimit>;
