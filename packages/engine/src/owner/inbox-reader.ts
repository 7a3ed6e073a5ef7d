// Reads the inbox of the owned shards: when a hint comes or a look has found something, and from its start every half minute.
//
// Rows are read again while they are not consumed: what a run knows already is passed over by the caller. From where on: inbox-cursor.ts. Runs
// whose history was just read have their rows read by their key.
import type { InboxId } from '@baton/core';
import type { InboxRow, OwnedShards, Storage } from '../storage.ts';
import { InboxCursor, type Reach } from './inbox-cursor.ts';
import type { ResidentRun } from './resident-run.ts';
import type { Cancel, Clock, OwnerLimits, Scheduler } from './types.ts';

export interface InboxReaderDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly limits: OwnerLimits;
  readonly owned: () => OwnedShards;
  /** Answers whether the row was news. */
  readonly received: (row: InboxRow, syncing: ReadonlySet<ResidentRun>) => boolean;
  /** These runs have now seen every row that was there when the reading began. */
  readonly inSync: (runs: ReadonlySet<ResidentRun>) => void;
  /** Too many runs are being loaded: read on later. */
  readonly isBusy: () => boolean;
  readonly failed: (error: unknown) => void;
}

const PAGE = 1_000;
/** Runs whose rows are read by one statement. */
const RUNS = 200;
/** Between the begins of two readings, so that a burst of hints is one reading. */
const GAP_MS = 2;
/** While many known rows lie in the way, and at most. */
const CROWDED_GAP_MS = 20;
const CROWDED_ROWS = 300;
const BUSY_GAP_MS = 20;
const FAILED_GAP_MS = 500;

export class InboxReader {
  private readonly deps: InboxReaderDeps;
  private readonly consumedMeanwhile = new Set<InboxId>();
  /** Their deletion is on its way: a reading that begins now may still bring them, and nobody may count on them. */
  private readonly leaving = new Set<InboxId>();
  private toSync = new Set<ResidentRun>();
  private readonly cursor: InboxCursor;
  /** Something else than the rows of certain runs is to be read. */
  private poked = false;
  private reading = false;
  private again = false;
  private gapMs = GAP_MS;
  /** When the last reading began. */
  private readAtMs = -Infinity;
  private next: { readonly atMs: number; readonly cancel: Cancel } | null = null;
  private stopped = false;

  constructor(deps: InboxReaderDeps) {
    this.deps = deps;
    this.cursor = new InboxCursor(deps.limits);
  }

  /** Rows until here have been read; `null`: none have. */
  get readUntil(): InboxId | null {
    return this.cursor.readUntil;
  }

  /**
   * Something may be new: reads at once, unless it has just read. `far`: somebody has seen it, so it may be what a short reading passes over.
   * `waits` a little: whoever has written it may be about to bring it, and then needs no reading.
   */
  poke(reach: 'near' | 'far' = 'near', waits = false): void {
    this.cursor.want(reach);
    this.poked = true;
    this.schedule(waits ? this.gapMs : this.dueInMs());
  }

  /** Shards were gained, or rows may have been missed: reads from the start, soon. */
  rescan(): void {
    this.cursor.want('all');
    this.poked = true;
    this.schedule(0);
  }

  /** The run has to see its rows again, after its history was read. */
  sync(run: ResidentRun): void {
    this.toSync.add(run);
    this.schedule(0);
  }

  /** Rows consumed meanwhile by this owner: a reading under way may still bring them. */
  consumed(ids: readonly InboxId[]): void {
    if (this.reading) for (const id of ids) this.consumedMeanwhile.add(id);
  }

  /** Rows that are being deleted from now on. Call `left` when that has ended, however it did. */
  leave(ids: readonly InboxId[]): void {
    for (const id of ids) this.leaving.add(id);
  }

  left(ids: readonly InboxId[]): void {
    for (const id of ids) this.leaving.delete(id);
    this.consumed(ids);
  }

  stop(): void {
    this.stopped = true;
    this.next?.cancel();
  }

  private dueInMs(): number {
    return Math.max(0, this.readAtMs + this.gapMs - this.deps.clock.nowMs());
  }

  private schedule(delayMs: number): void {
    if (this.stopped) return;
    const atMs = this.deps.clock.nowMs() + delayMs;
    if (this.next !== null && this.next.atMs <= atMs) return;
    this.next?.cancel();
    const next = { atMs, cancel: notAtAll };
    this.next = next;
    const read = (): void => {
      if (this.next === next) void this.read();
    };
    // A timer of no time at all takes a millisecond or two.
    if (delayMs <= 0) this.deps.scheduler.soon(read);
    else next.cancel = this.deps.scheduler.about(delayMs, read);
  }

  private async read(): Promise<void> {
    this.next = null;
    this.again = this.reading;
    if (this.reading || this.stopped) return;
    this.reading = true;
    this.readAtMs = this.deps.clock.nowMs();
    this.consumedMeanwhile.clear();
    const syncing = this.toSync;
    const isForRuns = syncing.size > 0;
    this.toSync = new Set();
    try {
      await this.readRuns(syncing);
      if (!isForRuns || this.mustReadOn()) await this.readOn();
    } catch (error) {
      this.deps.failed(error);
      for (const run of syncing) this.toSync.add(run);
      this.poked = true;
      this.gapMs = FAILED_GAP_MS;
    }
    this.reading = false;
    const isDue = this.again || this.poked || this.toSync.size > 0;
    this.schedule(isDue ? this.dueInMs() : this.deps.limits.pollMs);
  }

  /** Not for the sake of certain runs: they have had their rows. */
  private mustReadOn(): boolean {
    return this.poked || this.cursor.reachAt(this.deps.clock.nowMs()) !== 'near';
  }

  /** Takes them out one after the other, so that those are left that have not been read. */
  private async readRuns(syncing: Set<ResidentRun>): Promise<void> {
    const runs = [...syncing];
    for (let from = 0; from < runs.length; from += RUNS) {
      const some = new Set(runs.slice(from, from + RUNS));
      this.pass(await this.deps.storage.readInbox([...some].map(({ ref }) => ref)), some);
      this.deps.inSync(some);
      for (const run of some) syncing.delete(run);
    }
  }

  private async readOn(): Promise<void> {
    const nowMs = this.deps.clock.nowMs();
    const reach = this.cursor.reachAt(nowMs);
    this.poked = false;
    this.cursor.begin();
    let known: number | null = null;
    try {
      known = await this.readPages(reach);
    } finally {
      if (known === null) this.cursor.want(reach);
      else this.cursor.done(reach, nowMs, this.deps.clock.nowMs());
    }
    if (known !== null) {
      this.gapMs = known > CROWDED_ROWS ? CROWDED_GAP_MS : gapAfter(this.deps.clock.nowMs() - nowMs);
      return;
    }
    this.poked = true;
    this.gapMs = BUSY_GAP_MS;
  }

  /** Answers how many rows were known; null: stopped half-way, since enough runs are being loaded. */
  private async readPages(reach: Reach): Promise<number | null> {
    const owned = this.deps.owned();
    let after = this.cursor.after(reach);
    let known = 0;
    for (let more = owned.size > 0; more;) {
      const rows = await this.deps.storage.pollInbox(owned, after, PAGE);
      known += this.pass(rows, nobody);
      after = rows.at(-1)?.id ?? after;
      more = rows.length === PAGE;
      if (more && this.deps.isBusy()) return null;
    }
    return known;
  }

  /** Answers how many rows were known. */
  private pass(rows: readonly InboxRow[], syncing: ReadonlySet<ResidentRun>): number {
    let known = 0;
    for (const row of rows) {
      const isGone = this.leaving.has(row.id) || this.consumedMeanwhile.has(row.id);
      if (isGone || !this.deps.received(row, syncing)) known += 1;
    }
    return known;
  }
}

/** Half of the time at most goes into reading: where it passes over much that can't be cleaned up, one reading brings more. */
function gapAfter(tookMs: number): number {
  return Math.min(2 * CROWDED_GAP_MS, Math.max(GAP_MS, 2 * tookMs));
}

const nobody: ReadonlySet<ResidentRun> = new Set();
const notAtAll: Cancel = () => undefined;
