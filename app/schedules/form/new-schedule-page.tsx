'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';

import { useTRPC } from '../../lib/trpc.tsx';
import { useUrlState } from '../../lib/url-state.ts';
import { PageFrame } from '../../shell/page-frame.tsx';
import { Page, PageHeader } from '../../ui/page-header.tsx';
import { words as listWords } from '../words.ts';
import { ownZone } from '../zone-time.tsx';
import { emptyDraft, settingsOf } from './schedule-draft.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { words } from './words.ts';

/** `?design=…` proposes what to start. */
export function NewSchedulePage() {
  const url = useUrlState();
  const router = useRouter();
  const trpc = useTRPC();
  const [initial] = useState(() =>
    emptyDraft(ownZone(), url.get('design') === '' ? null : url.get('design')),
  );
  const create = useMutation(
    trpc.schedules.create.mutationOptions({
      onSuccess: ({ scheduleId }) => router.push(`/schedules/${scheduleId}`),
    }),
  );
  return (
    <PageFrame crumbs={[{ label: listWords.title, href: '/schedules' }, { label: words.newTitle }]}>
      <Page width="text">
        <PageHeader title={words.newTitle} description={words.newDescription} />
        <ScheduleForm
          initial={initial}
          submitLabel={words.create}
          pending={create.isPending || create.isSuccess}
          error={create.error}
          onSubmit={(draft) => create.mutate(settingsOf(draft))}
          onCancel={() => router.push('/schedules')}
        />
      </Page>
    </PageFrame>
  );
}
