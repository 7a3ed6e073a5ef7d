// What clients do while the rest goes wrong: each plays a scenario with a run of its own; some disturb what others do.
import type { SimHost } from '../world/sim-host.ts';
import { faultyStorage } from '../world/faulty-storage.ts';
import { simProcess } from '../world/sim-process.ts';
import type { World } from '../world/world.ts';
import type { Played } from '../checks/check-end.ts';
import { cancel, sleep, start, terminate, type Client } from './client.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';
import { decide, forgive, serve } from './services.ts';

export interface Play {
  readonly played: readonly Played[];
  /** Every client has had every answer. */
  readonly isOver: () => boolean;
}

const STARTS_WITHIN_MS = 2_800;

export function playAll(world: World, hosts: readonly SimHost[]): Play {
  const rng = world.rng.fork('clients');
  const process = simProcess(world.loop, rng, 'clients');
  const storage = faultyStorage({
    ...world,
    ...{ rng, process, crash: () => undefined },
    faults: () => ({ ...world.faults, crash: 0 }),
  });
  const client: Client = { world, storage, rng, process, hosts };
  const played: Played[] = [];
  let playing = 0;

  // Each seed plays few kinds, so that some meet themselves often.
  const kinds = Array.from({ length: 1 + rng.below(5) }, () => rng.pick(scenarios));
  const runs = 3 + rng.below(5);
  for (let number = 0; number < runs; number++) {
    const scenario = rng.pick(kinds);
    playing += 1;
    process.after(rng.next() * STARTS_WITHIN_MS, () => {
      playOne(client, scenario, number, played).then(
        () => (playing -= 1),
        (error: unknown) => {
          playing -= 1;
          world.broken(`a client: ${error instanceof Error ? String(error.stack) : String(error)}`);
        },
      );
    });
  }
  process.run(() => {
    void serve(client);
    void decide(client);
    void forgive(client);
  });
  return { played, isOver: () => playing === 0 };
}

async function playOne(client: Client, scenario: Scenario, number: number, played: Played[]): Promise<void> {
  const { rng } = client;
  const { name: workflow, design, play } = scenario;
  const input = scenario.input(client);
  const workflowId = `${workflow}-${number}`;
  const ref = await start(client, {
    workflow,
    workflowId,
    input,
    ...(design === undefined ? {} : { design }),
  });
  played.push({ scenario, ref });
  const acts = [play?.(client, ref, input) ?? Promise.resolve()];
  if (rng.chance(0.1)) acts.push(later(client, () => terminate(client, ref)));
  else if (rng.chance(0.05)) acts.push(later(client, () => cancel(client, ref)));
  await Promise.all(acts);
}

async function later(client: Client, act: () => Promise<void>): Promise<void> {
  await sleep(client, client.rng.below(1_500));
  await act();
}
