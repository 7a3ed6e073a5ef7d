// What all of one simulation share.
import type { Storage, TokenSigner } from '@baton/engine';
import type { MemoryState } from '@baton/engine/testing';
import type { Ledger } from '../ledger.ts';
import type { EventLoop } from './event-loop.ts';
import type { Faults } from './faulty-storage.ts';
import type { Rng } from './rng.ts';

export interface World {
  readonly seed: number;
  readonly rng: Rng;
  readonly loop: EventLoop;
  /** What is stored, for checks to look into, and the port to it without any fault. */
  readonly state: MemoryState;
  readonly truth: Storage;
  readonly ledger: Ledger;
  readonly tokens: TokenSigner;
  faults: Faults;
  /** Which scenarios this seed plays. */
  readonly broken: (what: string) => void;
  readonly trace: (line: () => string) => void;
}

let current: World | null = null;

/** For handlers of activities, which are defined once for all seeds. One seed is simulated at a time. */
export function theWorld(): World {
  if (current === null) throw new TypeError('Nothing is simulated now');
  return current;
}

export function setWorld(world: World | null): void {
  current = world;
}
