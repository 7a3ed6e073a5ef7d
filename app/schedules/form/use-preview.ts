'use client';
// What the server says about the times in the form, a moment after each change.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import type { SchedulePreview } from '../../../server/views/schedules.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { missingOf, type ScheduleDraft, specOf } from './schedule-draft.ts';

const SETTLE_MS = 250;

/** Undefined: not asked yet, or something is missing. */
export function usePreview(draft: ScheduleDraft): SchedulePreview | undefined {
  const trpc = useTRPC();
  const isWhole = !Object.keys(missingOf(draft)).some((path) => path.startsWith('spec.'));
  const text = useSettled(JSON.stringify(specOf(draft)));
  // As it was written above.
  const spec = JSON.parse(text) as ReturnType<typeof specOf>;
  const options = { enabled: isWhole, placeholderData: keepPreviousData, retry: false };
  const query = useQuery(trpc.schedules.preview.queryOptions({ spec, count: 5 }, options));
  return isWhole ? query.data : undefined;
}

/** The value when it has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
