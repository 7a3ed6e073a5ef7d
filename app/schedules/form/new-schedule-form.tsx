'use client';
// A new schedule begins where its reader lives: only the browser knows the time zone.
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';

import { useTRPC } from '../../lib/trpc.tsx';
import { ownZone } from '../zone-time.tsx';
import { emptyDraft, settingsOf } from './schedule-draft.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { words } from './words.ts';

export function NewScheduleForm({ designId }: { readonly designId: string | null }) {
  const router = useRouter();
  const trpc = useTRPC();
  const [initial] = useState(() => emptyDraft(ownZone(), designId));
  const create = useMutation(
    trpc.schedules.create.mutationOptions({
      onSuccess: ({ scheduleId }) => router.push(`/schedules/${scheduleId}`),
    }),
  );
  return (
    <ScheduleForm
      initial={initial}
      submitLabel={words.create}
      pending={create.isPending || create.isSuccess}
      error={create.error}
      onSubmit={(draft) => create.mutate(settingsOf(draft))}
      onCancel={() => router.push('/schedules')}
    />
  );
}
