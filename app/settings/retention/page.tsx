import type { Metadata } from 'next';

import { RetentionSettings } from './retention-settings.tsx';

export const metadata: Metadata = { title: 'Retention' };

export default function Page() {
  return <RetentionSettings />;
}
