import { RunPage } from '../run/run-page.tsx';

export default async function Run({ params }: { readonly params: Promise<{ readonly runId: string }> }) {
  const { runId } = await params;
  return <RunPage runId={runId} />;
}
