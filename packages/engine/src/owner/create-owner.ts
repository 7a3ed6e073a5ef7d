// The owner of runs: decides, appends, runs inline, evicts, recovers. This file is what the worker sees of it; what a run goes through is
// in run-flow.ts, its turns in turns.ts, the storage's answers in settling.ts.
import type { Json } from '@baton/core';
import type { Decider } from '../decide/deciding.ts';
import type { OwnedShards } from '../storage.ts';
import { pause } from './back-off.ts';
import { defaultLimits } from './limits.ts';
import { assemble, type Parts } from './parts.ts';
import { queryRun, type RunQuery } from './query-run.ts';
import { Questions } from './questions.ts';
import { RunFlow, type FlowDeps } from './run-flow.ts';
import { shardSet, without } from './shard-set.ts';
import { sharedDrain } from './shared-drain.ts';
import type { AdoptedRun, Owner, OwnerOptions, OwnerStats, Scheduler } from './types.ts';

/** For attempts that were aborted at the end of the grace period: their rows still have to be written. */
const LAST_WORDS_MS = 2_000;
const LOOK_MS = 20;

/** An owner of runs. It does nothing until it is given shards; see `Owner`. */
export function createOwner(options: OwnerOptions): Owner {
  const { scheduler, clock } = options;
  const drain = sharedDrain(scheduler);
  const { here, elsewhere } = decidersOf(options);
  let shards = shardSet(new Map());
  let stopping = false;
  const deps: FlowDeps = {
    clock,
    scheduler,
    limits: { ...defaultLimits, ...options.limits },
    log: options.log ?? (() => undefined),
    shards: () => shards,
    stopping: () => stopping,
    disown: (taskQueue, shard) => setShards(without(shards.owned, taskQueue, shard)),
    decider: (run) => (run.leaving ? elsewhere : here),
    parts: () => parts,
  };
  const flow = new RunFlow(deps);
  const parts: Parts = assemble({ options, deps, flow, drain });
  const { residency, attempts, inbox, timers, blocked } = parts;

  const ask: Ask = (query) => queryResident(parts, query) ?? queryRun({ ...options, drain }, query);
  const questions = questionsFor(options, deps, ask);

  function setShards(owned: OwnedShards): void {
    shards = shardSet(owned);
    for (const run of [...residency.all()]) {
      const queue = run.state.started?.taskQueue;
      if (queue === undefined || shards.has(queue, run.ref.shard)) continue;
      attempts.handOver(run);
      flow.leave(run);
    }
    // Also a shard that is here again may have been elsewhere meanwhile.
    inbox.rescan();
    timers.rescan();
  }

  return {
    setShards,
    wake(hint) {
      if (hint?.kind === 'question' && hint.shards.some((shard) => shards.hasShard(shard))) questions.poke();
      if (hint === undefined) inbox.poke('far');
      else if (hint.kind === 'inbox' && hint.shards.some((shard) => shards.hasShard(shard)))
        inbox.poke('near', hint.isOwn);
    },
    inboxReadUntil: () => inbox.readUntil,
    adopt(run) {
      if (!stopping && shards.has(run.event.taskQueue, run.ref.shard)) adopt(parts, run);
    },
    abort: (target, reason) => attempts.abortTarget(target, reason),
    retryBlocked: () => blocked.retryAll(),
    query: (ref, name, args) => ask({ ref, name, args, nextSeq: 0 }),
    stats: () => statsOf(parts),
    stop(graceMs) {
      stopping = true;
      questions.stop();
      return leaveAll({ parts, flow, scheduler, graceMs });
    },
  };
}

function statsOf({ residency, attempts, timers, blocked }: Parts): OwnerStats {
  return {
    resident: residency.size,
    active: residency.size - residency.parked,
    inlineRunning: attempts.running,
    inlineWaiting: attempts.waiting,
    timers: timers.size,
    blocked: blocked.size,
  };
}

/** Runs that are about to leave begin nothing inline any more. */
function decidersOf({ inline, random }: OwnerOptions): Readonly<Record<'here' | 'elsewhere', Decider>> {
  return {
    here: { runsInline: (queue, name) => inline.accepts(queue, name), random },
    elsewhere: { runsInline: () => false, random },
  };
}

type Ask = (query: RunQuery & { readonly nextSeq: number }) => Promise<Json>;

function questionsFor({ storage }: OwnerOptions, { scheduler, log, shards }: FlowDeps, ask: Ask): Questions {
  return new Questions({
    ...{ storage, scheduler, log },
    owned: () => shards().owned,
    ask: (question) => ask({ ...question, ref: question }),
  });
}

interface Leaving {
  readonly parts: Parts;
  readonly flow: RunFlow;
  readonly scheduler: Scheduler;
  readonly graceMs: number;
}

async function leaveAll({ parts, flow, scheduler, graceMs }: Leaving): Promise<void> {
  const { residency, attempts, timers, inbox } = parts;
  const emptyWithin = async (withinMs: number): Promise<void> => {
    for (let ms = 0; ms < withinMs && residency.size + attempts.running > 0; ms += LOOK_MS) {
      await pause(scheduler, LOOK_MS);
    }
  };
  timers.stop();
  for (const run of [...residency.all()]) flow.leave(run);
  await emptyWithin(graceMs);
  attempts.shutDown();
  await emptyWithin(LAST_WORDS_MS);
  inbox.stop();
  for (const run of [...residency.all()]) flow.drop(run);
}

function adopt({ residency, loader }: Parts, { ref, event, atMs, inboxId }: AdoptedRun): void {
  if (residency.get(ref.runId) !== undefined) return;
  const run = residency.add(ref);
  run.wakes = [inboxId];
  loader.begin(run, { seq: 1, atMs, events: [event] });
}

/** `null`: it is not in memory, in the middle of a turn, or another owner knows more of it than this one. */
function queryResident(
  { residency }: Parts,
  { ref, name, args, nextSeq }: RunQuery & { readonly nextSeq: number },
): Promise<Json> | null {
  const run = residency.get(ref.runId);
  const isStill = run?.mode === 'waiting' || run?.mode === 'committing';
  const execution = isStill && run.state.nextSeq >= nextSeq ? run.execution : null;
  return execution === null ? null : new Promise((resolve) => resolve(execution.query(name, args)));
}
