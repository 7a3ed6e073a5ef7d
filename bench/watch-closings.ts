import type { RunId } from '@baton/core';
import type { Storage } from '@baton/engine';

export interface Closings {
  readonly storage: Storage;
  /** Called once, as soon as the end of the run is durable. */
  onClosed(runId: RunId, closed: () => void): void;
}

/** The storage, and a way to learn of the end of runs that costs nothing: its own answer. */
export function watchClosings(storage: Storage): Closings {
  const waiting = new Map<RunId, () => void>();
  const commit: Storage['commit'] = async (transition) => {
    const outcome = await storage.commit(transition);
    if (transition.close !== null && outcome === 'committed') {
      waiting.get(transition.runId)?.();
      waiting.delete(transition.runId);
    }
    return outcome;
  };
  return {
    storage: { ...storage, commit },
    onClosed: (runId, closed) => void waiting.set(runId, closed),
  };
}
