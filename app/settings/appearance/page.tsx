import type { Metadata } from 'next';

import { AppearanceSettings } from './appearance-settings.tsx';

export const metadata: Metadata = { title: 'Appearance' };

export default function Page() {
  return <AppearanceSettings />;
}
