import type { Metadata } from 'next';
import { type ReactNode, Suspense } from 'react';

import { InboxFrame } from './inbox-frame.tsx';

export const metadata: Metadata = { title: 'Inbox' };

/** List and task are drawn here, by the path: so going from task to task asks no server for a page. */
export default function InboxLayout({ children }: { readonly children: ReactNode }) {
  return (
    <Suspense>
      <InboxFrame />
      {children}
    </Suspense>
  );
}
