import type { Metadata } from 'next';

import { WorkerPage } from '../detail/worker-page.tsx';

export const metadata: Metadata = { title: 'Worker' };

interface PageProps {
  readonly params: Promise<{ readonly workerId: string }>;
}

export default async function Page({ params }: PageProps) {
  const { workerId } = await params;
  return <WorkerPage workerId={decodeURIComponent(workerId)} />;
}
