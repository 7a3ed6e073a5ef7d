// What a process does for its shards besides deciding, over and over: each sweep in its own rhythm, none twice at the same time.
import type { Shard } from '@baton/core';
import type { Cancel, Clock, OwnerLogEntry, Scheduler } from '../owner/types.ts';
import type { Storage } from '../storage.ts';
import { deliverOutbox, type OutboxDelivery } from './deliver-outbox.ts';
import { endOverdue } from './end-overdue.ts';

export interface SweepsOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** The owned shards, of all queues. */
  readonly shards: () => readonly Shard[];
  readonly log: (entry: OwnerLogEntry) => void;
  /** A child was started: see `Owner.adopt`. */
  readonly started?: NonNullable<OutboxDelivery['started']>;
}

export interface Sweeps {
  start(): void;
  /** Something was put into the outbox. */
  wroteOutbox(): void;
  stop(): void;
}

/** Heartbeats and timeouts are noticed within a second. */
const OVERDUE_MS = 500;
const SESSIONS_MS = 1_000;
/** A worker whose lease has passed is noticed, and its sessions have failed, within a second. */
const WORKERS_MS = 500;
/** What this process wrote is delivered at once; this is for what a process that is gone has left. */
const OUTBOX_MS = 5_000;
const OUTBOX_GAP_MS = 2;

export function createSweeps({ storage, clock, scheduler, shards, log, started }: SweepsOptions): Sweeps {
  const repeat = (what: string, everyMs: number, sweep: () => Promise<unknown>): Repeater =>
    new Repeater({
      scheduler,
      everyMs,
      sweep,
      failed: (error) => log({ level: 'warn', message: `${what} failed`, error }),
    });

  const outbox = repeat('The delivery of messages between runs', OUTBOX_MS, () =>
    deliverOutbox({
      storage,
      shards: shards(),
      failed: (error, run) =>
        log({ level: 'warn', message: 'A message to another run was not delivered', run, error }),
      ...(started === undefined ? {} : { started }),
    }),
  );
  const others = [
    repeat('The sweep for overdue activities', OVERDUE_MS, () =>
      endOverdue(storage, shards(), clock.nowMs()),
    ),
    repeat(
      'The sweep for sessions',
      SESSIONS_MS,
      async () => shards().length > 0 && storage.sweepSessions(shards()),
    ),
    repeat('The sweep for lost workers', WORKERS_MS, () => storage.reapWorkers()),
  ];

  return {
    start: () => [outbox, ...others].forEach((sweep) => sweep.soon()),
    wroteOutbox: () => outbox.soon(OUTBOX_GAP_MS),
    stop: () => [outbox, ...others].forEach((sweep) => sweep.stop()),
  };
}

interface Repetition {
  readonly scheduler: Scheduler;
  readonly everyMs: number;
  readonly sweep: () => Promise<unknown>;
  readonly failed: (error: unknown) => void;
}

/** waiting → running → waiting …; what is asked for while it runs is done once it has ended. */
class Repeater {
  private readonly repetition: Repetition;
  private cancel: Cancel = () => undefined;
  private running = false;
  private again = false;
  private stopped = false;

  constructor(repetition: Repetition) {
    this.repetition = repetition;
  }

  soon(delayMs = 0): void {
    if (this.running) this.again = true;
    else this.wait(delayMs);
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private wait(delayMs: number): void {
    this.cancel();
    if (!this.stopped) this.cancel = this.repetition.scheduler.about(delayMs, () => void this.run());
  }

  private async run(): Promise<void> {
    const { sweep, failed, everyMs } = this.repetition;
    this.running = true;
    this.again = false;
    await sweep().catch(failed);
    this.running = false;
    this.wait(this.isAskedFor() ? OUTBOX_GAP_MS : everyMs);
  }

  private isAskedFor(): boolean {
    return this.again;
  }
}
