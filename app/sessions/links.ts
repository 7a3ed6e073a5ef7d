// Where a session and a worker have their pages.
import type { SessionRecord } from '../lib/records.ts';

export function sessionHref(sessionId: string): string {
  return `/sessions/${sessionId.split('/').map(encodeURIComponent).join('/')}`;
}

export function workerHref(workerId: string): string {
  return `/workers/${encodeURIComponent(workerId)}`;
}

/** What a drawn node or a label calls it; else its number in the run. */
export function nameOfSession({ label, sessionId }: Pick<SessionRecord, 'label' | 'sessionId'>): string {
  return label ?? `Session ${sessionId.split('/')[1] ?? ''}`.trim();
}

export function amountsOf(amounts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(amounts);
  return entries.length === 0
    ? '–'
    : entries.map(([name, amount]) => `${name} ${amount.toLocaleString('en')}`).join(' · ');
}
