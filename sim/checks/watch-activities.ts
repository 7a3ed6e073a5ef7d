// Rows of activities only go forward: attempts, epochs, heartbeats; what is done stays done. Each attempt is handed out once.
import type { ActivityTarget, ActivityTask } from '@baton/engine';
import type { MemoryActivity, MemoryState } from '@baton/engine/testing';

interface Seen {
  readonly state: MemoryActivity['state'];
  readonly attempt: number;
  readonly epoch: number;
  readonly beat: MemoryActivity['beat'];
}

export interface ActivityWatch {
  readonly look: () => void;
  readonly granted: (tasks: readonly ActivityTask[]) => void;
  /** Asked before somebody speaks for an attempt: whether it is that attempt's turn to speak. */
  readonly mayEnd: (target: ActivityTarget) => boolean;
}

export function watchActivities(state: MemoryState, broken: (what: string) => void): ActivityWatch {
  const seen = new WeakMap<MemoryActivity, Seen>();
  const grants = new Set<string>();

  function step(activity: MemoryActivity): void {
    const before = seen.get(activity);
    seen.set(activity, pick(activity));
    if (before === undefined) return;
    for (const what of setbacks(before, activity))
      broken(`activity ${activity.activityId} of ${activity.ref.runId} ${what}`);
  }

  return {
    look: () => {
      for (const { activities } of state.open.values()) for (const each of activities.values()) step(each);
    },
    mayEnd: ({ runId, activityId, attempt, epoch }) => {
      const row = state.open.get(runId)?.activities.get(activityId);
      if (row === undefined) return false;
      const isCurrent = attempt === null || (attempt === row.attempt && row.state !== 'queued');
      return isCurrent && (epoch === null || epoch === row.epoch);
    },
    granted: (tasks) => {
      for (const { runId, activityId, attempt } of tasks) {
        const grant = `${runId} ${activityId} ${attempt}`;
        if (grants.has(grant)) broken(`attempt ${grant} was handed out twice`);
        grants.add(grant);
      }
    },
  };
}

function pick({ state, attempt, epoch, beat }: MemoryActivity): Seen {
  return { state, attempt, epoch, beat };
}

function setbacks(before: Seen, now: MemoryActivity): readonly string[] {
  const problems: string[] = [];
  if (now.attempt < before.attempt) problems.push(`went back to attempt ${now.attempt}`);
  if (now.epoch < before.epoch) problems.push(`went back to epoch ${now.epoch}`);
  if (before.state === 'done' && now.state !== 'done') problems.push(`was done, and is ${now.state} again`);
  const [old, beat] = [before.beat, now.beat];
  if (old === null) return problems;
  if (beat === null) return [...problems, 'lost its checkpoint'];
  if (beat.attempt < old.attempt || (beat.attempt === old.attempt && beat.sequence < old.sequence))
    problems.push(
      `went back from heartbeat ${old.attempt}/${old.sequence} to ${beat.attempt}/${beat.sequence}`,
    );
  return problems;
}
