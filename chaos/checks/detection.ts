// How soon the loss of a worker was known: from the fault to the change of each session that the worker had.
import type { Fault } from '../faults.ts';
import type { GrantEntry } from '../grants.ts';

export interface Detection {
  readonly kind: 'kill' | 'freeze' | 'stop';
  readonly tookMs: number;
  readonly sessionId: string;
}

const losses = new Set(['WORKER_LOST', 'WORKER_SHUTDOWN']);

export function detections(log: readonly GrantEntry[], faults: readonly Fault[]): readonly Detection[] {
  return log.filter(isLoss).flatMap((entry) => {
    const before = faults.filter(({ key, atMs }) => key === entry.workerKey && atMs <= entry.atMs);
    const last = before.toSorted((a, b) => b.atMs - a.atMs)[0];
    if (last?.kind !== 'kill' && last?.kind !== 'freeze' && last?.kind !== 'stop') return [];
    return [{ kind: last.kind, tookMs: entry.atMs - last.atMs, sessionId: entry.sessionId }];
  });
}

function isLoss({ was, state, reason }: GrantEntry): boolean {
  return was === 'open' && (state === 'suspended' || (state === 'failed' && losses.has(reason ?? '')));
}
