// Which runs are in memory: found by id, and the least recently parked go first when there are too many.
import type { RunId, RunRef } from '@baton/core';
import { newResident, shrink, type ResidentRun } from './resident-run.ts';

export interface Residency {
  get(runId: RunId): ResidentRun | undefined;
  /** A run whose history is to be read. */
  add(ref: RunRef): ResidentRun;
  remove(run: ResidentRun): void;
  /** It may be evicted from now on. */
  park(run: ResidentRun): void;
  /** It moves again. */
  unpark(run: ResidentRun): void;
  all(): Iterable<ResidentRun>;
  readonly size: number;
  readonly parked: number;
}

export function createResidency(limit: number, evict: (run: ResidentRun) => void): Residency {
  const runs = new Map<RunId, ResidentRun>();
  // In the order of parking: a Set keeps it.
  const parked = new Set<ResidentRun>();

  return {
    get: (runId) => runs.get(runId),
    add(ref) {
      const run = newResident({ shard: ref.shard, runId: ref.runId });
      runs.set(ref.runId, run);
      return run;
    },
    remove(run) {
      parked.delete(run);
      if (runs.get(run.ref.runId) === run) runs.delete(run.ref.runId);
    },
    park(run) {
      shrink(run);
      parked.delete(run);
      parked.add(run);
      for (const oldest of parked) {
        if (parked.size <= limit) break;
        evict(oldest);
      }
    },
    unpark: (run) => void parked.delete(run),
    all: () => runs.values(),
    get size() {
      return runs.size;
    },
    get parked() {
      return parked.size;
    },
  };
}
