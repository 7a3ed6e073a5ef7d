// Runs that somebody in this process follows, counted.
import type { RunId } from '@baton/core';

export interface Follows {
  readonly runs: () => Iterable<RunId>;
  /** Answers how to stop. */
  follow(runIds: readonly RunId[]): () => void;
}

export function makeFollows(): Follows {
  const followers = new Map<RunId, number>();
  const add = (runIds: readonly RunId[], by: number): void => {
    for (const runId of runIds) {
      const count = (followers.get(runId) ?? 0) + by;
      if (count > 0) followers.set(runId, count);
      else followers.delete(runId);
    }
  };
  return {
    runs: () => followers.keys(),
    follow(runIds) {
      add(runIds, 1);
      let following = true;
      return () => {
        if (following) add(runIds, -1);
        following = false;
      };
    },
  };
}
