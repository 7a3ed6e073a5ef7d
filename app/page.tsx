import type { Metadata } from 'next';
import { Suspense } from 'react';

import { HomePage } from './home/home-page.tsx';

export const metadata: Metadata = { title: 'Home' };

export default function Page() {
  return (
    <Suspense>
      <HomePage />
    </Suspense>
  );
}
