import type { Metadata } from 'next';
import { Suspense } from 'react';

import { SessionsPage } from './sessions-page.tsx';

export const metadata: Metadata = { title: 'Sessions' };

export default function Page() {
  return (
    <Suspense>
      <SessionsPage />
    </Suspense>
  );
}
