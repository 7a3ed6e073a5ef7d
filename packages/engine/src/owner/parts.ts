// The parts of an owner, and how they are tied together.
import { makeRunId, type InboxId, type WorkerId } from '@baton/core';
import type { Drain } from '@baton/workflow';
import type { OwnedShards } from '../storage.ts';
import { Attempts } from './attempts.ts';
import { createBlockedRuns, type BlockedRuns } from './blocked-runs.ts';
import { createCommits } from './commits.ts';
import { createDiscards } from './discards.ts';
import { createHandOver } from './hand-over.ts';
import { createHoldQueue } from './hold-queue.ts';
import { InboxReader } from './inbox-reader.ts';
import { Loader } from './loader.ts';
import { createResidency, type Residency } from './residency.ts';
import type { FlowDeps, RunFlow } from './run-flow.ts';
import { Settling, type Held } from './settling.ts';
import { Timers } from './timers.ts';
import { Turns } from './turns.ts';
import type { OwnerOptions } from './types.ts';

export interface Parts {
  readonly residency: Residency;
  readonly blocked: BlockedRuns;
  readonly attempts: Attempts;
  readonly timers: Timers;
  readonly loader: Loader;
  readonly inbox: InboxReader;
  readonly turns: Turns;
}

export interface Assembly {
  readonly options: OwnerOptions;
  readonly deps: FlowDeps;
  readonly flow: RunFlow;
  readonly drain: Drain;
}

/** Runs being loaded at the same time; more stay in the inbox, and with the timers, for now. */
const BUSY_LOADING = 2_000;

export function assemble(assembly: Assembly): Parts {
  const { options, deps, flow } = assembly;
  const { storage, inline, workerId } = options;
  const { clock, scheduler, limits, log } = deps;
  const residency = createResidency(limits.residentRuns, (run) => flow.drop(run));
  const handOver = createHandOver({
    ...{ storage, scheduler, log, workerId: workerId as WorkerId },
    gave: (taskQueue, run) => {
      deps.disown(taskQueue, run.ref.shard);
      flow.leave(run);
    },
  });
  const blocked = createBlockedRuns({
    ...{ storage, scheduler, log, workerId, handOver },
    retry: (run) => flow.reload(run, 0),
  });
  const attempts = new Attempts({
    ...{ storage, clock, scheduler, limits, log, inline },
    workerId: workerId as WorkerId,
    post: (run, pending) => flow.post(run, pending),
  });
  const readers = assembleReaders(assembly);
  const turns = new Turns({
    ...{ clock, scheduler, limits },
    decider: deps.decider,
    decided: (run, draft) => settling.decided(run, draft),
    broken: (run, error) => flow.block(run, error),
  });
  const settling = assembleSettling(assembly, { residency, blocked, attempts, turns, ...readers });
  return { residency, blocked, attempts, turns, ...readers };
}

/** What brings runs, rows and timers in. */
function assembleReaders({
  options,
  deps,
  flow,
  drain,
}: Assembly): Pick<Parts, 'timers' | 'loader' | 'inbox'> {
  const { storage, resolver } = options;
  const { clock, scheduler, limits, log } = deps;
  const owned = (): OwnedShards => deps.shards().owned;
  const isBusy = (): boolean => loader.size > BUSY_LOADING;
  const timers = new Timers({
    ...{ storage, clock, scheduler, owned, isBusy },
    fire: (ref, timerId, fireAtMs) => flow.fire(ref, timerId, fireAtMs),
    failed: (error) => log({ level: 'warn', message: 'Timers could not be read', error }),
  });
  const loader = new Loader({
    ...{ storage, scheduler, limits, log, resolver, drain },
    loaded: (run, commands) => flow.loaded(run, commands),
    over: (run) => flow.drop(run),
    blocked: (run, why) => flow.block(run, why),
  });
  const inbox = new InboxReader({
    ...{ storage, clock, scheduler, limits, owned, isBusy },
    received: (row, syncing) => flow.received(row, syncing),
    inSync: (runs) => flow.inSync(runs),
    failed: (error) => log({ level: 'warn', message: 'The inbox could not be read', error }),
  });
  return { timers, loader, inbox };
}

/** What brings decisions out. */
function assembleSettling({ options, deps, flow }: Assembly, parts: Parts): Settling {
  const { storage, random } = options;
  const { clock, scheduler, limits, log } = deps;
  const { attempts, timers, inbox, residency, turns } = parts;
  const hold = createHoldQueue<Held>({ clock, scheduler }, limits.holdMs, (held) => settling.release(held));
  const commits = createCommits({
    ...{ storage, scheduler, log },
    settled: (run, draft, outcome) => settling.settled(run, draft, outcome),
    poisonous: (run, error) => flow.block(run, error),
  });
  const settling: Settling = new Settling({
    ...{ attempts, timers, limits, log },
    unblock: (run) => parts.blocked.clear(run),
    hold: (held) => hold.add(held),
    newId: ({ ref }) => makeRunId(ref.shard, clock.nowMs(), random(8)) as string as InboxId,
    send: (run, draft) => commits.send(run, draft),
    discard: createDiscards({
      ...{ storage, scheduler },
      discarding: (ids) => inbox.leave(ids),
      settled: (ids) => inbox.left(ids),
      failed: (error) => log({ level: 'warn', message: 'Inbox rows could not be discarded', error }),
    }),
    ready: (run) => turns.ready(run),
    parked: (run) => residency.park(run),
    drop: (run) => flow.drop(run),
    reload: (run, delayMs) => flow.reload(run, delayMs),
    consumed: (ids) => inbox.consumed(ids),
    wroteOutbox: options.wroteOutbox ?? (() => undefined),
  });
  return settling;
}
