import type { Metadata } from 'next';

import { AuditSettings } from './audit-settings.tsx';

export const metadata: Metadata = { title: 'Audit' };

export default function Page() {
  return <AuditSettings />;
}
