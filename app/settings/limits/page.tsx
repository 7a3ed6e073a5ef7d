import type { Metadata } from 'next';

import { LimitSettings } from './limit-settings.tsx';

export const metadata: Metadata = { title: 'Limits' };

export default function Page() {
  return <LimitSettings />;
}
