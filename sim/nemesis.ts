// What goes wrong, drawn from the seed: which kinds of faults there are at all, how often, and how many hosts there are.
import type { Faults } from './world/faulty-storage.ts';
import type { Rng } from './world/rng.ts';
import type { HostOptions, SimHost } from './world/sim-host.ts';
import type { World } from './world/world.ts';

const CHAOS_MS = 4_000;

/** Half of the seeds do without each kind: what hides behind one fault shows where that one is missing. */
export function drawFaults(rng: Rng): Faults {
  const some = (most: number): number => (rng.chance(0.5) ? 0 : rng.next() * most);
  return {
    refused: some(0.1),
    answerLost: some(0.1),
    crash: some(0.01),
    late: some(0.03),
    hinted: rng.pick([0, 0.5, 1]),
    longestDelayMs: 1 + rng.below(40),
  };
}

/** Nothing goes wrong any more. Hints stay as they were: nothing may rely on them. */
export function peaceful(faults: Faults): Faults {
  return { ...faults, refused: 0, answerLost: 0, crash: 0, late: 0, longestDelayMs: 3 };
}

export function drawHosts(rng: Rng): readonly HostOptions[] {
  return Array.from({ length: 1 + rng.below(3) }, (_, at) => ({
    name: `host-${at}`,
    maxSessions: 1 + rng.below(2),
    gpus: 1 + rng.below(2),
    slots: 1 + rng.below(4),
    residentRuns: rng.pick([1, 2, 100]),
    looksAfterPeers: rng.chance(0.3),
  }));
}

/** Now and then a process stands still for longer than its lease, is killed, or is asked to stop. */
export function chaos(world: World, hosts: readonly SimHost[]): void {
  const rng = world.rng.fork('chaos');
  const at = (act: () => void): void => void world.loop.after(rng.next() * CHAOS_MS, act);
  for (let n = rng.below(3); n > 0; n--) at(() => rng.pick(hosts).pause(rng.next() * 3_000));
  for (let n = rng.below(3); n > 0; n--) at(() => rng.pick(hosts).crash());
  for (let n = rng.below(2); n > 0; n--) at(() => rng.pick(hosts).restart());
}
