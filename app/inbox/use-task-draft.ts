'use client';
// What somebody has typed into a task, kept in this browser until the answer is recorded.
import { useCallback, useMemo } from 'react';

import type { Json } from '@baton/core';
import { readStored, useStored, writeStored } from '../lib/browser-state.ts';

export interface Draft {
  /** `null`: the form is untouched; its defaults apply. */
  readonly values: Json;
  readonly comment: string;
}

const empty: Draft = { values: null, comment: '' };

const keyOf = (id: string) => `draft.${id}`;

export function useTaskDraft(id: string): readonly [Draft, (change: Partial<Draft>) => void] {
  const stored = useStored(keyOf(id));
  const draft = useMemo(() => parse(stored), [stored]);
  const change = useCallback(
    (next: Partial<Draft>) => {
      writeStored(keyOf(id), JSON.stringify({ ...parse(readStored(keyOf(id))), ...next }));
    },
    [id],
  );
  return [draft, change];
}

export function forgetDraft(id: string): void {
  writeStored(keyOf(id), null);
}

function parse(text: string | null): Draft {
  if (text === null) return empty;
  try {
    const { values = null, comment = '' } = JSON.parse(text) as Partial<Draft>;
    return { values, comment: typeof comment === 'string' ? comment : '' };
  } catch {
    return empty;
  }
}
