// One life of a worker: from its registration to the loss of its lease, or to its stop. Everything that names its id lives and ends with it.
import type { Shard } from '@baton/core';
import type { DatabaseClock, Owner } from '@baton/engine';
import { makeDeciding } from './deciding.ts';
import { startLease, type Lease } from './lease/lease-loop.ts';
import type { Identity } from './lease/register.ts';
import { startLookoutOf } from './life-lookout.ts';
import { hear, startLoops, stopPulling, type Hearing } from './life-loops.ts';
import { startPeerLoop } from './loops/peer-loop.ts';
import type { Settings } from './settings.ts';
import { claimedAttempts, drained } from './slots.ts';

export interface Life {
  readonly identity: Identity;
  /** `null`: this worker decides for no runs. */
  readonly owner: Owner | null;
  /** Resolves when the lease is lost. */
  readonly lost: Promise<void>;
  /** Takes nothing new; work may go on for `graceMs`, then it is told to stop. */
  readonly stop: (graceMs: number) => Promise<void>;
}

export function startLife(settings: Settings, clock: DatabaseClock, identity: Identity): Life {
  const { storage, log, machine } = settings;
  let over = false;
  const onRetry = (delayMs: number): void => {
    loops.claims?.wakeAfter(delayMs);
    loops.sessionClaims?.wakeAfter(delayMs);
  };
  const attempts = claimedAttempts(settings, identity, { clock, onRetry, isOver: () => over });
  const shards = (): readonly Shard[] => lease.shards();
  const deciding =
    settings.engine === null
      ? null
      : makeDeciding(settings, { storage: settings.engine, clock, identity, attempts, shards, onRetry });
  const owner = deciding?.owner ?? null;
  const limits = deciding?.limits ?? null;
  let lose: () => void = () => undefined;
  const lost = new Promise<void>((resolve) => (lose = resolve));
  const lease: Lease = startLease({
    storage,
    workerId: identity.workerId,
    leaseMs: settings.leaseMs,
    clock,
    log,
    machine,
    onShards: (owned) => {
      owner?.setShards(owned);
      lookout?.wake();
    },
    onLost: () => lose(),
  });
  const loops = startLoops(settings, identity, { owner, limits, attempts, clock });
  const hearing: Hearing = { settings, identity, owner, limits, lease, loops };
  const stopListening = storage.onHint((hint) => hear(hint, hearing));
  const lookout =
    settings.engine === null || deciding === null
      ? null
      : startLookoutOf(hearing, settings.engine, deciding.sweeps);
  settings.peers.announce(identity.workerId);
  const watch = startPeerLoop(settings);

  const end = async (): Promise<void> => {
    over = true;
    stopListening();
    const looking = lookout?.stop();
    deciding?.sweeps.stop();
    settings.peers.withdraw(identity.workerId);
    await Promise.all([loops.cancels.stop(), watch.stop(), lease.stop(), limits?.stop(), looking]);
  };
  return {
    identity,
    owner,
    lost,
    stop: async (graceMs) => {
      await stopPulling(loops);
      await Promise.all([owner?.stop(graceMs), drained(attempts, graceMs, machine)]);
      await end();
    },
  };
}
