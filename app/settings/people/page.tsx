import type { Metadata } from 'next';

import { PeopleSettings } from './people-settings.tsx';

export const metadata: Metadata = { title: 'People' };

export default function Page() {
  return <PeopleSettings />;
}
