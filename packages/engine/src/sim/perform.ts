// What handlers of the simulation do: take some time, then answer, fail, or go async, as the seed says.
import type { Failure, Json } from '@baton/core';
import type { Scheduler } from '../owner/types.ts';
import type { ActivityTask } from '../storage.ts';
import { noteExecution, type Ledger } from './ledger.ts';
import type { Rng } from './rng.ts';

/** Where an attempt's end goes: to the owner, if it is inline; else to the storage. */
export interface Sink {
  readonly completed: (result: Json) => void;
  readonly failed: (failure: Failure) => void;
  readonly madeAsync: () => void;
}

export interface Performance {
  readonly rng: Rng;
  readonly ledger: Ledger;
  readonly process: Scheduler;
}

export function perform(task: ActivityTask, sink: Sink, { rng, ledger, process }: Performance): void {
  // Each execution answers something of its own, so that a result names the execution that it is of.
  const result = rng.below(1_000_000_000);
  noteExecution(ledger, task.runId, { activityId: task.activityId, name: task.name, result });
  const tookMs = rng.chance(0.1) ? 1_500 : rng.next() * 60;
  process.after(tookMs, () => {
    if (task.name !== 'once' && rng.chance(0.1)) sink.failed({ name: 'Error', message: 'the seed said so' });
    else if (task.name === 'later' && rng.chance(0.5)) goAsync(result);
    else sink.completed(result);
  });

  /** Somebody else completes it, after a while; `noteExecution` has told them what. */
  function goAsync(value: Json): void {
    sink.madeAsync();
    ledger.async.push({ task, result: value });
  }
}
