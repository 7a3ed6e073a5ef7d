import type { Metadata } from 'next';
import { Suspense } from 'react';

import { NewSchedulePage } from '../form/new-schedule-page.tsx';

export const metadata: Metadata = { title: 'New schedule' };

export default function Page() {
  return (
    <Suspense>
      <NewSchedulePage />
    </Suspense>
  );
}
