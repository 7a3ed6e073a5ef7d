// What the parts of a test environment share.
import type { MemoryStorage, TokenSigner } from '@baton/engine';
import type { Worker } from '../worker.ts';
import type { Driver } from './driver.ts';
import type { TestClock } from './test-clock.ts';

export interface World {
  readonly clock: TestClock;
  readonly storage: MemoryStorage;
  readonly driver: Driver;
  readonly worker: Worker;
  readonly tokens: TokenSigner;
  readonly newId: () => string;
  /** Resolves when nothing can go on without time passing. */
  readonly settled: () => Promise<void>;
  /** The answer of a call, once what it has led to has happened. */
  readonly go: <T>(call: Promise<T>) => Promise<T>;
}
