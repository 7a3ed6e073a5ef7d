// Deletes inbox rows that cause no event, many runs at a time. What is not deleted is found again by the next full reading.
import type { InboxId, RunRef } from '@baton/core';
import type { Storage } from '../storage.ts';
import type { ResidentRun } from './resident-run.ts';
import type { Scheduler } from './types.ts';

export interface DiscardsDeps {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly discarding: (ids: readonly InboxId[]) => void;
  /** They are gone, or stay: either way it is over. */
  readonly settled: (ids: readonly InboxId[]) => void;
  readonly failed: (error: unknown) => void;
}

export function createDiscards(deps: DiscardsDeps): (run: ResidentRun, ids: readonly InboxId[]) => void {
  let waiting: (RunRef & { readonly nextSeq: number; readonly ids: readonly InboxId[] })[] = [];

  function flush(): void {
    const batch = waiting;
    waiting = [];
    const ids = batch.flatMap((discard) => discard.ids);
    deps.discarding(ids);
    void deps.storage
      .discardInbox(batch)
      .catch(deps.failed)
      .finally(() => deps.settled(ids));
  }

  return ({ ref, state }, ids) => {
    if (waiting.length === 0) deps.scheduler.soon(flush);
    waiting.push({ ...ref, nextSeq: state.nextSeq, ids });
  };
}
