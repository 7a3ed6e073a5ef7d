import { Suspense } from 'react';

import { SchedulePage } from '../detail/schedule-page.tsx';

export default async function Page({
  params,
}: {
  readonly params: Promise<{ readonly scheduleId: string }>;
}) {
  const { scheduleId } = await params;
  return (
    <Suspense>
      <SchedulePage scheduleId={scheduleId} />
    </Suspense>
  );
}
