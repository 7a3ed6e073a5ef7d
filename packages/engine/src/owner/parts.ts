// The parts of an owner, and how they are tied together.
import { makeRunId, type InboxId, type WorkerId } from '@baton/core';
import type { Drain } from '@baton/workflow';
import { createAttempts, type Attempts } from './attempts.ts';
import { createBlockedRuns, type BlockedRuns } from './blocked-runs.ts';
import { createCommits, type Commits } from './commits.ts';
import { createDiscards } from './discards.ts';
import { createHoldQueue } from './hold-queue.ts';
import { createInboxReader, type InboxReader } from './inbox-reader.ts';
import { createLoader, type Loader } from './loader.ts';
import { createResidency, type Residency } from './residency.ts';
import type { FlowDeps, RunFlow } from './run-flow.ts';
import { createSettling, type Held, type Settling } from './settling.ts';
import { createTimers, type Timers } from './timers.ts';
import { createTurns, type Turns } from './turns.ts';
import type { OwnerOptions } from './types.ts';

export interface Parts {
  readonly residency: Residency;
  readonly attempts: Attempts;
  readonly timers: Timers;
  readonly turns: Turns;
  readonly commits: Commits;
  readonly settling: Settling;
  readonly loader: Loader;
  readonly inbox: InboxReader;
  readonly blocked: BlockedRuns;
}

export interface Assembly {
  readonly options: OwnerOptions;
  readonly flowDeps: FlowDeps;
  readonly flow: RunFlow;
  readonly drain: Drain;
  readonly wroteOutbox: () => void;
}

export function assemble({ options, flowDeps, flow, drain, wroteOutbox }: Assembly): Parts {
  const { storage, inline, resolver, random } = options;
  const { clock, scheduler, limits, log, shards, decider } = flowDeps;
  const base = { storage, clock, scheduler, limits, log };
  const owned = (): ReturnType<typeof shards>['owned'] => shards().owned;
  const failed = (message: string) => (error: unknown) => log({ level: 'warn', message, error });

  const residency = createResidency(limits.residentRuns, flow.drop);
  const blocked = createBlockedRuns({ ...base, retry: (run) => flow.reload(run, 0) });
  const attempts = createAttempts({
    ...base,
    inline,
    workerId: options.workerId as WorkerId,
    post: flow.post,
  });
  const timers = createTimers({
    ...base,
    owned,
    fire: flow.fire,
    failed: failed('Timers could not be read'),
  });
  const loader = createLoader({
    ...base,
    resolver,
    drain,
    loaded: flow.loaded,
    over: flow.drop,
    blocked: flow.block,
  });
  const inbox = createInboxReader({
    ...base,
    owned,
    received: flow.received,
    inSync: flow.inSync,
    isBusy: () => loader.size > BUSY_LOADING,
    failed: failed('The inbox could not be read'),
  });
  const discard = createDiscards({
    ...base,
    discarded: inbox.consumed,
    failed: failed('Inbox rows without effect could not be deleted'),
  });
  const hold = createHoldQueue<Held>(base, limits.holdMs, (held) => settling.release(held));
  const commits = createCommits({
    ...base,
    settled: (run, draft, outcome) => settling.settled(run, draft, outcome),
    poisonous: flow.block,
  });
  const settling: Settling = createSettling({
    attempts,
    timers,
    hold,
    discard,
    wroteOutbox,
    send: commits.send,
    consumed: inbox.consumed,
    parked: flow.parked,
    drop: flow.drop,
    reload: flow.reload,
    ready: (run) => turns.ready(run),
    newId: ({ ref }) => makeRunId(ref.shard, clock.nowMs(), random(8)) as string as InboxId,
  });
  const turns = createTurns({
    ...base,
    decider,
    decided: settling.decided,
    broken: flow.block,
  });
  return { residency, attempts, timers, turns, commits, settling, loader, inbox, blocked };
}

/** Runs being loaded at the same time; more stay in the inbox for now. */
const BUSY_LOADING = 2_000;
