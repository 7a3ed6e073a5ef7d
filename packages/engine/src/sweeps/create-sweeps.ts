// What a process does for its shards besides deciding: each sweep when something is due, as `Storage.lookAround` has told; none twice at the
// same time. Nothing here looks by itself.
import type { Shard } from '@baton/core';
import type { Cancel, Clock, OwnerLogEntry, Scheduler } from '../owner/types.ts';
import type { Sight, Storage } from '../storage.ts';
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
  /** What is due is done at its moment; what is due much later, another look tells again. */
  see(sight: Pick<Sight, 'outbox' | 'dueAtMs'>): void;
  /** Something was put into the outbox. */
  wroteOutbox(): void;
  stop(): void;
}

/** More than the time between two looks: what is due later need not be remembered. */
const AHEAD_MS = 3_000;
/** The storage's time counts, and ours may be a little behind it; a sweep that comes too early finds nothing. */
const ROUNDING_MS = 5;
/** What this process wrote is delivered at once; what a process that is gone has left, or what failed, so often. */
const OUTBOX_MS = 5_000;
const OUTBOX_GAP_MS = 2;

export function createSweeps({ storage, clock, scheduler, shards, log, started }: SweepsOptions): Sweeps {
  const sweep = (what: string, work: () => Promise<unknown>): Sweep =>
    new Sweep({
      scheduler,
      work,
      failed: (error) => log({ level: 'warn', message: `${what} failed`, error }),
    });

  const outbox = sweep('The delivery of messages between runs', () =>
    deliverOutbox({
      storage,
      shards: shards(),
      failed: (error, run) =>
        log({ level: 'warn', message: 'A message to another run was not delivered', run, error }),
      ...(started === undefined ? {} : { started }),
    }),
  );
  const timed: Readonly<Record<keyof Sight['dueAtMs'], Sweep>> = {
    activities: sweep('The sweep for overdue activities', () => endOverdue(storage, shards(), clock.nowMs())),
    sessions: sweep(
      'The sweep for sessions',
      async () => shards().length > 0 && storage.sweepSessions(shards()),
    ),
    workers: sweep('The sweep for lost workers', () => storage.reapWorkers()),
  };
  let outboxSeenMs = -Infinity;

  return {
    see(sight) {
      const nowMs = clock.nowMs();
      for (const [what, dueAtMs] of Object.entries(sight.dueAtMs)) {
        if (dueAtMs === null || dueAtMs > nowMs + AHEAD_MS) continue;
        timed[what as keyof Sight['dueAtMs']].in(dueAtMs <= nowMs ? 0 : dueAtMs - nowMs + ROUNDING_MS);
      }
      if (!sight.outbox || nowMs - outboxSeenMs < OUTBOX_MS) return;
      outboxSeenMs = nowMs;
      outbox.in(0);
    },
    wroteOutbox: () => outbox.in(OUTBOX_GAP_MS),
    stop: () => [outbox, ...Object.values(timed)].forEach((each) => each.stop()),
  };
}

interface SweepWork {
  readonly scheduler: Scheduler;
  readonly work: () => Promise<unknown>;
  readonly failed: (error: unknown) => void;
}

/** idle → waiting (for its moment) → running → idle; what is asked for while it runs is done once it has ended. */
class Sweep {
  private readonly sweep: SweepWork;
  private cancel: Cancel = () => undefined;
  private running = false;
  private again = false;
  private stopped = false;

  constructor(sweep: SweepWork) {
    this.sweep = sweep;
  }

  in(delayMs: number): void {
    if (this.running) this.again = true;
    else this.wait(delayMs);
  }

  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private wait(delayMs: number): void {
    this.cancel();
    if (!this.stopped) this.cancel = this.sweep.scheduler.about(delayMs, () => void this.run());
  }

  private async run(): Promise<void> {
    const { work, failed } = this.sweep;
    this.running = true;
    this.again = false;
    await work().catch(failed);
    this.running = false;
    if (this.isAskedFor()) this.wait(OUTBOX_GAP_MS);
  }

  private isAskedFor(): boolean {
    return this.again;
  }
}
