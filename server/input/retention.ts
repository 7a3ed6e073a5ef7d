import { z } from 'zod';

/** A hundred years. */
const MAX_DAYS = 36_500;

export const setRetention = z.strictObject({
  /** Days after its end that a run is kept; `null`: for ever. */
  keepDays: z.int().min(1).max(MAX_DAYS).nullable(),
});

export type SetRetentionInput = z.output<typeof setRetention>;
