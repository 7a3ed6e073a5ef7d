// Limits of sessions hold at every moment; a session only goes forward.
import type { MemorySession, MemoryState } from '@baton/engine/testing';

interface Seen {
  readonly state: MemorySession['state'];
  readonly epoch: number;
}

const next: Record<MemorySession['state'], readonly MemorySession['state'][]> = {
  requested: ['requested', 'open', 'failed', 'closed'],
  open: ['open', 'suspended', 'failed', 'closed'],
  suspended: ['suspended', 'open', 'failed', 'closed'],
  failed: ['failed'],
  closed: ['closed'],
};

export function watchSessions(state: MemoryState, broken: (what: string) => void): () => void {
  const seen = new Map<string, Seen>();

  function step(session: MemorySession): void {
    const before = seen.get(session.sessionId);
    if (before?.state === session.state && before.epoch === session.epoch) return;
    seen.set(session.sessionId, { state: session.state, epoch: session.epoch });
    if (before === undefined) return;
    if (!next[before.state].includes(session.state))
      broken(`session ${session.sessionId} went from ${before.state} to ${session.state}`);
    if (session.epoch < before.epoch)
      broken(`session ${session.sessionId} went back to epoch ${session.epoch}`);
    // A suspended session has lost its worker: what the old epoch still says must not count in the new one.
    if (before.state === 'suspended' && session.state === 'open' && session.epoch <= before.epoch)
      broken(`session ${session.sessionId} was re-established in its old epoch`);
  }

  return () => {
    const held = new Map<string, MemorySession[]>();
    for (const session of state.sessions.values()) {
      step(session);
      if (session.state !== 'open' && session.state !== 'suspended') continue;
      const key = session.workerKey ?? '';
      held.set(key, [...(held.get(key) ?? []), session]);
      if (!state.open.has(session.runId)) broken(`session ${session.sessionId} outlives its run`);
    }
    for (const [key, sessions] of held) overLimit(state, key, sessions).forEach(broken);
  };
}

function overLimit(state: MemoryState, key: string, sessions: readonly MemorySession[]): readonly string[] {
  const worker = [...state.workers.values()].findLast(({ workerKey }) => workerKey === key);
  const limits = worker?.sessions;
  if (limits === undefined || limits === null) return [`${key} holds sessions and may hold none`];
  const gpus = sessions.reduce((sum, { options }) => sum + (options.resources['gpu'] ?? 0), 0);
  const problems: string[] = [];
  if (sessions.length > limits.maxConcurrentSessions)
    problems.push(`${key} holds ${sessions.length} sessions`);
  if (gpus > (limits.resources['gpu'] ?? 0)) problems.push(`${key} has reserved ${gpus} gpus`);
  return problems;
}
