// Pieces that the inputs of procedures are made of.
import { isRunId, type Json, type RunId } from '@baton/core';
import { z } from 'zod';

/** Any JSON. What came over HTTP has passed `strict-json.ts`, so only "is it there?" is left to ask. */
export const jsonValue = z.custom<Json>((value) => value !== undefined, 'A JSON value is required');

/** Control characters, bidirectional overrides and zero-width characters make two ids look alike. */
const unprintable = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/u;

/** One line of text that people read: a name, a title. */
export function line(max: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(max)
    .refine(
      (text) => !unprintable.test(text) && text.trim() === text,
      'Must be one line without invisible characters',
    );
}

export const runId = z.custom<RunId>((value) => typeof value === 'string' && isRunId(value), 'Not a run id');
export const workflowId = line(200);
export const activityId = z.string().regex(/^[1-9][0-9]{0,8}$/, 'Not an activity id');
export const designId = z.uuid();
export const text = (max: number): z.ZodString => z.string().max(max);
export const reason = z.string().max(2_000);
/** As people type it (`20s`, `2h30m`), or milliseconds. */
export const duration = z.union([z.string().min(1).max(100), z.number().min(0).max(1e12)]);
export const instantMs = z.int().min(0).max(8.64e15);
/** A repeat with the same key answers as the first call did. */
export const idempotencyKey = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]+$/, 'Printable ASCII only');

/** Keyset paging: `cursor` is what the page before answered as `nextCursor`. */
export const page = {
  cursor: z.string().min(1).max(500).optional(),
  limit: z.int().min(1).max(200).default(50),
  /** tRPC's infinite queries send it; pages go one way only. */
  direction: z.literal('forward').optional(),
};
