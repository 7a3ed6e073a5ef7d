// What a life looks for, and what it does about what it sees.
import type { Look, Sight, Storage, Sweeps } from '@baton/engine';
import { ownQueue, polls, type Hearing } from './life-loops.ts';
import type { Loop } from './loops/loop.ts';
import { LOOK_MS, startLookout } from './loops/lookout-loop.ts';

export function startLookoutOf(hearing: Hearing, storage: Storage, sweeps: Sweeps): Loop {
  const { log, machine } = hearing.settings;
  return startLookout({
    ...{ storage, log, machine, look: () => lookOf(hearing) },
    seen: (sight, sentAtMs) => {
      if (sight.lease !== null) hearing.lease.heard(sight.lease, sentAtMs);
      heed(sight, hearing);
      sweeps.see(sight);
    },
  });
}

function lookOf({ settings, identity, owner, lease, loops }: Hearing): Look {
  const { registry, taskQueues } = settings;
  return {
    workerId: identity.workerId,
    owned: lease.owned(),
    inboxAfter: owner?.inboxReadUntil() ?? null,
    activityQueues: [
      ...(loops.claims === null ? [] : taskQueues),
      ...(loops.sessionClaims === null ? [] : [ownQueue(identity)]),
    ],
    activities: registry.names,
    sessionQueues: loops.sessions === null ? [] : taskQueues,
    renews: lease.isDueWithin(LOOK_MS),
  };
}

/** As if hints had told what a look has seen. */
function heed({ inbox, cancels, queues, sessions, returns, limits: text }: Sight, hearing: Hearing): void {
  const { settings, identity, owner, limits, loops } = hearing;
  const wanted: readonly (readonly [boolean, { readonly wake: () => void } | null])[] = [
    [inbox, owner],
    [cancels, loops.cancels],
    [polls(settings, queues), loops.claims],
    [queues.includes(ownQueue(identity)), loops.sessionClaims],
    [sessions, loops.sessions],
    [returns, loops.returns],
  ];
  for (const [isWanted, sleeper] of wanted) if (isWanted) sleeper?.wake();
  limits?.see(text);
}
