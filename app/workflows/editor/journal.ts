'use client';
// A journal of the draft in this browser: what was not saved yet survives a killed tab.
//
// Written at once on every change that the server has not acknowledged, forgotten when it has. Local storage, and not
// IndexedDB, because it is written before the call returns.
import { design as designSchema, type Design } from '@baton/core';
import { z } from 'zod';
import { readStored, writeStored } from '../../lib/browser-state.ts';

const entry = z.object({ revision: z.number(), atMs: z.number(), design: designSchema });

export interface JournalEntry {
  /** The revision that the unsaved changes were made on. */
  readonly revision: number;
  readonly atMs: number;
  readonly design: Design;
}

const keyOf = (designId: string) => `draft.${designId}`;

export function writeJournal(designId: string, written: JournalEntry): void {
  writeStored(keyOf(designId), JSON.stringify(written));
}
export function forgetJournal(designId: string): void {
  writeStored(keyOf(designId), null);
}
export function readJournal(designId: string): JournalEntry | null {
  const text = readStored(keyOf(designId));
  if (text === null) return null;
  const parsed = entry.safeParse(parseJson(text));
  return parsed.success ? parsed.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
