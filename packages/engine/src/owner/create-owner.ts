// The owner of runs: decides, appends, runs inline, evicts, recovers. This file is what the worker sees of it; what a run goes through is
// in run-flow.ts, its turns in turns.ts, the storage's answers in settling.ts.
import type { Decider } from '../decide/deciding.ts';
import { pause } from './back-off.ts';
import { defaultLimits } from './limits.ts';
import { assemble, type Parts } from './parts.ts';
import { queryRun } from './query-run.ts';
import { createRunFlow, type FlowDeps } from './run-flow.ts';
import { shardSet } from './shard-set.ts';
import { sharedDrain } from './shared-drain.ts';
import type { Owner, OwnerOptions } from './types.ts';

/** For attempts that were aborted at the end of the grace period: their rows still have to be written. */
const LAST_WORDS_MS = 2_000;

/** An owner of runs. It does nothing until it is given shards; see `Owner`. */
export function createOwner(options: OwnerOptions): Owner {
  const { scheduler, clock, inline, random } = options;
  const drain = sharedDrain(scheduler);
  const here: Decider = { runsInline: (queue, name) => inline.accepts(queue, name), random };
  const elsewhere: Decider = { runsInline: () => false, random };
  let shards = shardSet(new Map());
  let stopping = false;

  const flowDeps: FlowDeps = {
    clock,
    scheduler,
    limits: { ...defaultLimits, ...options.limits },
    log: options.log ?? (() => undefined),
    shards: () => shards,
    stopping: () => stopping,
    decider: (run) => (run.leaving ? elsewhere : here),
    parts: () => parts,
  };
  const flow = createRunFlow(flowDeps);
  const wroteOutbox = options.wroteOutbox ?? (() => undefined);
  const parts: Parts = assemble({ options, flowDeps, flow, drain, wroteOutbox });
  const { residency, attempts, inbox, timers, loader, blocked } = parts;

  async function emptyWithin(ms: number): Promise<void> {
    for (let waited = 0; waited < ms && (residency.size > 0 || attempts.running > 0); waited += 20) {
      await pause(scheduler, 20);
    }
  }

  return {
    setShards(owned) {
      const before = shards;
      shards = shardSet(owned);
      for (const run of [...residency.all()]) {
        const queue = run.state.started?.taskQueue;
        if (queue === undefined || shards.has(queue, run.ref.shard)) continue;
        attempts.handOver(run);
        flow.leave(run);
      }
      if (!shards.gainedOver(before)) return;
      inbox.rescan();
      timers.scan();
    },
    wake(hint) {
      const concerns =
        hint === undefined || (hint.kind === 'inbox' && hint.shards.some((shard) => shards.hasShard(shard)));
      if (concerns) inbox.poke();
    },
    adopt({ ref, event, atMs, inboxId }) {
      if (stopping || residency.get(ref.runId) !== undefined || !shards.has(event.taskQueue, ref.shard))
        return;
      const run = residency.add(ref, 'loading');
      run.wakes = [inboxId];
      loader.begin(run, { seq: 1, atMs, events: [event] });
    },
    retryBlocked: () => blocked.retryAll(),
    query: (ref, name, args) => {
      const run = residency.get(ref.runId);
      const isStill = run?.mode === 'waiting' || run?.mode === 'committing';
      if (isStill && run.execution !== null) return Promise.resolve(run.execution.query(name, args));
      return queryRun({ ...options, drain }, { ref, name, args });
    },
    stats: () => ({
      resident: residency.size,
      active: residency.size - residency.parked,
      inlineRunning: attempts.running,
      inlineWaiting: attempts.waiting,
      timers: timers.size,
      blocked: blocked.size,
    }),
    async stop(graceMs) {
      stopping = true;
      timers.stop();
      for (const run of [...residency.all()]) flow.leave(run);
      await emptyWithin(graceMs);
      attempts.shutDown();
      await emptyWithin(LAST_WORDS_MS);
      inbox.stop();
      for (const run of [...residency.all()]) flow.drop(run);
    },
  };
}
