'use client';
import dynamic from 'next/dynamic';

import { useUrlState } from '../../lib/url-state.ts';
import { PageFrame } from '../../shell/page-frame.tsx';
import { Page, PageHeader } from '../../ui/page-header.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { words as listWords } from '../words.ts';
import { words } from './words.ts';

const NewScheduleForm = dynamic(
  () => import('./new-schedule-form.tsx').then((module) => module.NewScheduleForm),
  { ssr: false, loading: () => <SkeletonRows label="Reading the form" /> },
);

/** `?design=…` proposes what to start. */
export function NewSchedulePage() {
  const designId = useUrlState().get('design');
  return (
    <PageFrame crumbs={[{ label: listWords.title, href: '/schedules' }, { label: words.newTitle }]}>
      <Page width="text">
        <PageHeader title={words.newTitle} description={words.newDescription} />
        <NewScheduleForm designId={designId === '' ? null : designId} />
      </Page>
    </PageFrame>
  );
}
