// What handlers of activities really did, beside what was promised about them.
import type { MemoryState } from '@baton/engine/testing';
import type { Effect, Ledger } from '../ledger.ts';

export function checkEffects(ledger: Ledger, state: MemoryState): readonly string[] {
  const byActivity = new Map<string, Effect[]>();
  for (const effect of ledger.effects) {
    const key = `${effect.runId}/${effect.activityId}`;
    byActivity.set(key, [...(byActivity.get(key) ?? []), effect]);
  }
  return [...byActivity].flatMap(([activity, effects]) =>
    [...twice(effects), ...backwards(effects), ...elsewhere(effects, state)].map(
      (what) => `activity ${activity}: ${what}`,
    ),
  );
}

function twice(effects: readonly Effect[]): readonly string[] {
  return effects[0]?.name === 'once' && effects.length > 1
    ? [`has one attempt, and ran ${effects.length} times`]
    : [];
}

/** An attempt begins where an earlier one was, or further. */
function backwards(effects: readonly Effect[]): readonly string[] {
  let furthest = 0;
  const problems: string[] = [];
  for (const { attempt, checkpoint } of [...effects].sort((a, b) => a.attempt - b.attempt)) {
    const from = typeof checkpoint === 'number' ? checkpoint : 0;
    if (from < furthest) problems.push(`attempt ${attempt} began at ${from}, an earlier one at ${furthest}`);
    furthest = Math.max(furthest, from);
  }
  return problems;
}

/** What belongs to a session runs on the session's worker. */
function elsewhere(effects: readonly Effect[], state: MemoryState): readonly string[] {
  return effects.flatMap(({ sessionId, process }) => {
    const key = [...state.sessions.values()].find((session) => session.sessionId === sessionId)?.workerKey;
    if (sessionId === null || key === undefined || key === null || process.startsWith(`${key}#`)) return [];
    return [`belongs to a session on ${key}, and ran on ${process}`];
  });
}
