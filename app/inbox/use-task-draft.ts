'use client';
// What somebody has typed into a task, kept in this browser until the answer is recorded; of each person apart.
import { useCallback, useMemo } from 'react';

import type { Json } from '@baton/core';
import { readStored, useStored, writeStored } from '../lib/browser-state.ts';
import { useMe } from '../lib/me.tsx';

export interface Draft {
  /** `null`: the form is untouched; its defaults apply. */
  readonly values: Json;
  readonly comment: string;
}

const empty: Draft = { values: null, comment: '' };

export interface TaskDraft {
  readonly draft: Draft;
  readonly change: (next: Partial<Draft>) => void;
  readonly forget: () => void;
}

export function useTaskDraft(id: string): TaskDraft {
  const key = useDraftKey()(id);
  const stored = useStored(key);
  const draft = useMemo(() => parse(stored), [stored]);
  const change = useCallback(
    (next: Partial<Draft>) => {
      writeStored(key, JSON.stringify({ ...parse(readStored(key)), ...next }));
    },
    [key],
  );
  return { draft, change, forget: () => writeStored(key, null) };
}

/** Where the draft of a task is kept for whoever is signed in. */
export function useDraftKey(): (id: string) => string {
  const person = useMe()?.id ?? '';
  return useCallback((id: string) => `draft.${person}.${id}`, [person]);
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
