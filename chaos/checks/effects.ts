// What handlers did, beside what was promised about them.
import type { LedgerLine } from '../definitions/ledger.ts';

export function checkEffects(lines: readonly LedgerLine[]): readonly string[] {
  const begun = lines.filter(({ what }) => what === 'begin');
  return [...moreThanOnce(begun), ...scattered(begun)];
}

/** `once` is tried once; whatever belongs to a session is handed out once for each attempt. */
function moreThanOnce(begun: readonly LedgerLine[]): readonly string[] {
  const seen = new Set<string>();
  return begun.flatMap(({ activity, runId, activityId, attempt, epoch, sessionId }) => {
    if (activity !== 'once' && sessionId === null) return [];
    const of = `${activity} ${activityId} of ${runId}`;
    const key = activity === 'once' ? of : `${of}, attempt ${attempt} of epoch ${epoch}`;
    if (seen.has(key)) return [`${key} began twice`];
    seen.add(key);
    return [];
  });
}

/** What belongs to one epoch of a session runs in one process. */
function scattered(begun: readonly LedgerLine[]): readonly string[] {
  const processes = new Map<string, number>();
  return begun.flatMap(({ sessionId, epoch, pid }) => {
    if (sessionId === null) return [];
    const key = `${sessionId}, epoch ${epoch}`;
    const first = processes.get(key) ?? pid;
    processes.set(key, first);
    return first === pid ? [] : [`session ${key} ran in processes ${first} and ${pid}`];
  });
}
