// Transitions that close a run, or rows of activities: what they lock, and how they ask whether anything has come that they have not seen.
import type { Transition } from '@baton/engine';
import { idArray, type RowValues } from './columns.ts';
import type { CommitItem, FlushItem } from './item.ts';
import { plan, type Closing, type PlannedStatement } from './write-plan.ts';

export function closersOf(batch: readonly FlushItem[]): readonly CommitItem[] {
  return batch.filter(
    (item): item is CommitItem =>
      item.kind === 'commit' &&
      (item.transition.close !== null || item.transition.closeActivities.length > 0),
  );
}

export interface ClosingStatements {
  /** The locks of both kinds first, runs before activities. */
  readonly locks: readonly PlannedStatement[];
  /** Answer what there is. */
  readonly looks: readonly PlannedStatement[];
  /** Fail unless everything is as `believedOf` says. */
  readonly expectations: readonly PlannedStatement[];
}

export function closingStatements(closers: readonly CommitItem[]): ClosingStatements {
  const runs = closers.flatMap(({ transition }) => (transition.close === null ? [] : [transition]));
  const runRows = runs.map((t) => [t.shard, t.runId, idArray(t.consume), decides(t)]);
  const activityRows = closers.flatMap(({ transition: t }) =>
    t.close !== null
      ? []
      : t.closeActivities.map(({ activityId }) => [t.shard, t.runId, activityId, idArray(t.consume)]),
  );
  return {
    locks: [...plan('lock-runs', 2, runRows), ...plan('lock-activities', 3, activityRows)],
    looks: [...plan('check-closing-runs', 4, runRows), ...plan('check-closing-activities', 4, activityRows)],
    expectations: [
      ...plan(
        'expect-closing-runs',
        7,
        runRows.map((row, at) => withBelieved(row, runs[at])),
      ),
      ...plan('expect-closing-activities', 4, activityRows),
    ],
  };
}

/** By run: what there is to clear away, as its owner believes. */
export function believedOf(closers: readonly CommitItem[]): ReadonlyMap<string, Closing> {
  return new Map(closers.map(({ transition }) => [transition.runId, believed(transition)]));
}

function believed(t: Transition): Closing {
  const leaves = t.close?.leaves ?? { activities: false, timers: false };
  const handedOver = t.close?.next?.event.sessions ?? [];
  return {
    activities: leaves.activities || t.closeActivities.length + t.cancelActivities.length > 0,
    timers: leaves.timers || t.removeTimers.length > 0,
    sessions: t.releaseSessions.length + handedOver.length > 0,
  };
}

function withBelieved(row: RowValues, transition: Transition | undefined): RowValues {
  if (transition === undefined) return row;
  const { activities, timers, sessions } = believed(transition);
  return [...row, activities, timers, sessions];
}

/** A run that is terminated or timed out drops what it hasn't seen, unless another goes on: no code could decide otherwise. */
function decides({ close }: Transition): boolean {
  if (close?.status !== 'terminated' && close?.status !== 'timedOut') return true;
  return close.next !== null;
}
