import type { ActivityId, RunId } from '@baton/core';
import type { Storage } from '@baton/engine';

export interface Closings {
  readonly storage: Storage;
  /** Called once, as soon as the end of the run is durable. */
  onClosed(runId: RunId, closed: () => void): void;
  /** Called once, as soon as the run has asked a person. */
  onAsked(runId: RunId, asked: (activityId: ActivityId) => void): void;
}

/** The storage, and a way to learn of what is durable that costs nothing: its own answer. */
export function watchClosings(storage: Storage): Closings {
  const waiting = new Map<RunId, () => void>();
  const unasked = new Map<RunId, (activityId: ActivityId) => void>();
  const commit: Storage['commit'] = async (transition) => {
    const outcome = await storage.commit(transition);
    if (transition.close !== null && outcome === 'committed') {
      waiting.get(transition.runId)?.();
      waiting.delete(transition.runId);
    }
    const human = unasked.size > 0 && transition.addActivities.find((row) => row.human !== null);
    if (human && outcome === 'committed') {
      unasked.get(transition.runId)?.(human.activityId);
      unasked.delete(transition.runId);
    }
    return outcome;
  };
  return {
    storage: { ...storage, commit },
    onClosed: (runId, closed) => void waiting.set(runId, closed),
    onAsked: (runId, asked) => void unasked.set(runId, asked),
  };
}
