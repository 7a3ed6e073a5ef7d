// What decides for runs in a life: the owner of shards and its sweeps. A remote worker has neither.
import type { Shard } from '@baton/core';
import {
  createOwner,
  createSweeps,
  type DatabaseClock,
  type Owner,
  type Storage,
  type Sweeps,
} from '@baton/engine';
import { createHeartbeatBatch } from './activity/heartbeat-batch.ts';
import { createInlineExecutor } from './activity/inline-executor.ts';
import type { Identity } from './lease/register.ts';
import { startLimitWatch, type LimitWatch } from './loops/limit-loop.ts';
import { createResolver } from './resolver.ts';
import type { Settings } from './settings.ts';
import type { Slots } from './slots.ts';

export interface Deciding {
  readonly owner: Owner;
  readonly sweeps: Sweeps;
  readonly limits: LimitWatch;
}

export interface DecidingParts {
  readonly storage: Storage;
  readonly clock: DatabaseClock;
  readonly identity: Identity;
  readonly attempts: Slots;
  readonly shards: () => readonly Shard[];
  readonly onRetry: (delayMs: number) => void;
}

export function makeDeciding(settings: Settings, parts: DecidingParts): Deciding {
  const { storage, clock, shards } = parts;
  const sweeps: Sweeps = createSweeps({
    storage,
    clock,
    scheduler: settings.machine,
    shards,
    log: settings.log,
    started: (run) => owner.adopt(run),
  });
  // One worker is enough: whoever owns the first shard.
  const limits = startLimitWatch(settings, storage, () => shards().some((shard) => shard === 0));
  const owner = ownerOf(settings, parts, { sweeps, limits });
  return { owner, sweeps, limits };
}

const READ_ANYWAY_MS = 30_000;

function ownerOf(
  settings: Settings,
  parts: DecidingParts,
  { sweeps, limits }: Omit<Deciding, 'owner'>,
): Owner {
  const { storage, clock, identity, attempts, onRetry } = parts;
  const { registry, taskQueues, workflows, designs, tokens, log, machine, maxConcurrentActivities } =
    settings;
  const isFull = (): boolean => attempts.ordinary.running >= maxConcurrentActivities;
  return createOwner({
    storage,
    resolver: createResolver(workflows, designs),
    inline: createInlineExecutor({
      registry,
      taskQueues,
      isFull,
      isLimited: limits.isLimited,
      clock,
      onRetry,
      tokens,
      scheduler: machine,
      sendBeat: createHeartbeatBatch(storage, machine),
    }),
    workerId: identity.workerId,
    clock,
    scheduler: machine,
    random: machine.randomBytes,
    // The worker looks whether something came, so the owner need not.
    limits: { inlineSlots: maxConcurrentActivities, pollMs: READ_ANYWAY_MS, ...settings.limits },
    log,
    wroteOutbox: () => sweeps.wroteOutbox(),
  });
}
