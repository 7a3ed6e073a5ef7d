// Ends a run at once, without its code. Any process may do it: the append decides who was first.
import { closeStatusOf, emptyRunState, runRef, type Actor, type RunRef } from '@baton/core';
import type { Deciding } from '../decide/deciding.ts';
import { newDraft } from '../decide/draft.ts';
import { enact } from '../decide/enact.ts';
import { newMemory } from '../decide/run-memory.ts';
import { followChain } from '../calls/find-open-run.ts';
import { foldHistory } from '../owner/fold-history.ts';
import type { Storage } from '../storage.ts';

export interface Termination {
  readonly ref: RunRef;
  readonly reason: string;
  readonly by: Actor;
}

/** The owner may be first many times, but not for ever: each of its steps takes as long as this. */
const TRIES = 100;

/** Ends the open run of the chain that this one belongs to. @throws {Error} if the run moved on each time; try again. */
export async function terminateRun(
  storage: Storage,
  { ref: first, reason, by }: Termination,
): Promise<'terminated' | 'alreadyClosed' | 'notFound'> {
  const found = await storage.readRun(first);
  if (found === null) return 'notFound';
  let ref: RunRef = await followChain(storage, found);
  for (let tries = 0; tries < TRIES; tries++) {
    const rows = await storage.readHistory(ref, 0);
    const lastEvent = rows.at(-1)?.events.at(-1);
    if (lastEvent === undefined) return 'notFound';
    if (lastEvent.type === 'RunContinuedAsNew') {
      ref = runRef(lastEvent.nextRunId);
      continue;
    }
    if (closeStatusOf(lastEvent) !== null) return 'alreadyClosed';
    const folded = { ref, state: emptyRunState(), memory: newMemory() };
    foldHistory(folded, rows);
    const { state } = folded;
    const atMs = Math.max(await storage.now(), state.lastEventAtMs);
    const draft = newDraft(ref, state.nextSeq, atMs);
    const deciding: Deciding = { ...folded, draft, decider: undecided };
    enact(deciding, { type: 'RunTerminated', reason, by });
    if ((await storage.commit(draft)) === 'committed') return 'terminated';
  }
  throw new Error(`Run ${ref.runId} could not be terminated: it moved on ${TRIES} times meanwhile`);
}

/** No code runs, so nothing is asked. */
const undecided: Deciding['decider'] = {
  runsInline: () => false,
  random: () => {
    throw new TypeError('A termination draws no random bytes');
  },
};
