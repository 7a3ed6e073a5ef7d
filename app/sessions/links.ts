// Where a session and a worker have their pages.
import type { SessionRecord } from '../lib/records.ts';

export function sessionHref(sessionId: string): string {
  return `/sessions/${sessionId.split('/').map(encodeURIComponent).join('/')}`;
}

export function workerHref(workerId: string): string {
  return `/workers/${encodeURIComponent(workerId)}`;
}

type Named = Pick<SessionRecord, 'label' | 'nodeName' | 'sessionId' | 'workflowName'>;

/** What its frame (or a label) is called, else its number in the run; and of which workflow it is. */
export function nameOfSession({ label, nodeName, sessionId, workflowName }: Named): string {
  const name = nodeName ?? label ?? `Session ${sessionId.split('/')[1] ?? ''}`.trim();
  return workflowName === '' ? name : `${name} of ${workflowName}`;
}

export function amountsOf(amounts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(amounts);
  return entries.length === 0
    ? '–'
    : entries.map(([name, amount]) => `${name} ${amount.toLocaleString('en')}`).join(' · ');
}
