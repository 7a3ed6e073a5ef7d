import type { Metadata } from 'next';

import { ApiKeySettings } from './api-key-settings.tsx';

export const metadata: Metadata = { title: 'API keys' };

export default function Page() {
  return <ApiKeySettings />;
}
