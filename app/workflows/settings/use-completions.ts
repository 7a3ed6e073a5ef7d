'use client';
// What expressions of the node in the settings may refer to. Computed only while a field is being typed into.
import type { Json } from '@baton/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Completion, completionsFor } from '../../canvas/model/completions.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { useDraft } from '../editor/editor-store.ts';
import { useSettingsNode } from './use-setting.ts';

const none: readonly Completion[] = [];

export function useCompletions(isTyping: boolean): readonly Completion[] {
  const node = useSettingsNode();
  const trpc = useTRPC();
  const types = useQuery(trpc.activityTypes.list.queryOptions()).data;
  const design = useDraft((draft) => (isTyping ? draft.design : null));
  return useMemo(() => {
    if (design === null) return none;
    const schemas = new Map<string, Json>((types ?? []).map((type) => [type.name, type.output]));
    return completionsFor(design, node.id, schemas);
  }, [design, node.id, types]);
}
