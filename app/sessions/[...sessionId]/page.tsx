import type { Metadata } from 'next';

import { SessionPage } from '../detail/session-page.tsx';

export const metadata: Metadata = { title: 'Session' };

interface PageProps {
  readonly params: Promise<{ readonly sessionId: readonly string[] }>;
}

/** A session's id is its run's and a number, with a slash between. */
export default async function Page({ params }: PageProps) {
  const { sessionId } = await params;
  return <SessionPage sessionId={sessionId.map(decodeURIComponent).join('/')} />;
}
