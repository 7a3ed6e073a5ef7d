// Reads the inbox of the owned shards: when a hint comes or a look has found something, and from its start every half minute.
//
// Rows are read again while they are not consumed: what a run knows already is passed over by the caller. Ids may become visible out of
// order, so the cursor stays some seconds behind the newest row seen.
import type { InboxId } from '@baton/core';
import type { InboxRow, OwnedShards, Storage } from '../storage.ts';
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
/** Between two readings, so that a burst of hints is one reading. */
const GAP_MS = 2;
/** While many known rows lie in the way. */
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
  /** The newest row of each reading, with when it was read: the cursor is the newest that is old enough. */
  private trail: { readonly id: InboxId; readonly atMs: number }[] = [];
  private cursor: InboxId | null = null;
  private lastFullMs = -Infinity;
  private fullWanted = true;
  private reading = false;
  private again = false;
  private gapMs = GAP_MS;
  private next: { readonly atMs: number; readonly cancel: Cancel } | null = null;
  private stopped = false;

  constructor(deps: InboxReaderDeps) {
    this.deps = deps;
  }

  /** Rows until here have been read; `null`: none have. */
  get readUntil(): InboxId | null {
    return this.cursor;
  }

  /** Something may be new: reads soon. */
  poke(): void {
    this.schedule(this.gapMs);
  }

  /** Shards were gained, or rows may have been missed: reads from the start, soon. */
  rescan(): void {
    this.fullWanted = true;
    this.cursor = null;
    this.trail = [];
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

  private schedule(delayMs: number): void {
    if (this.stopped) return;
    const atMs = this.deps.clock.nowMs() + delayMs;
    if (this.next !== null && this.next.atMs <= atMs) return;
    this.next?.cancel();
    this.next = { atMs, cancel: this.deps.scheduler.about(delayMs, () => void this.read()) };
  }

  private async read(): Promise<void> {
    this.next = null;
    this.again = this.reading;
    if (this.reading || this.stopped) return;
    this.reading = true;
    this.consumedMeanwhile.clear();
    const syncing = this.toSync;
    this.toSync = new Set();
    try {
      if (await this.readPages(syncing)) this.deps.inSync(syncing);
      else this.readLater(syncing, BUSY_GAP_MS);
    } catch (error) {
      this.deps.failed(error);
      this.readLater(syncing, FAILED_GAP_MS);
    }
    this.reading = false;
    const isDue = this.again || this.fullWanted || this.toSync.size > 0;
    this.schedule(isDue ? this.gapMs : this.deps.limits.pollMs);
  }

  private readLater(syncing: ReadonlySet<ResidentRun>, delayMs: number): void {
    for (const run of syncing) this.toSync.add(run);
    this.fullWanted = true;
    this.gapMs = delayMs;
  }

  /** False: stopped half-way, since enough runs are being loaded. */
  private async readPages(syncing: ReadonlySet<ResidentRun>): Promise<boolean> {
    const nowMs = this.deps.clock.nowMs();
    const owned = this.deps.owned();
    let after = this.isFull(syncing, nowMs) ? null : this.cursor;
    let known = 0;
    for (let more = owned.size > 0; more;) {
      const rows = await this.deps.storage.pollInbox(owned, after, PAGE);
      known += this.pass(rows, syncing);
      after = rows.at(-1)?.id ?? after;
      more = rows.length === PAGE;
      if (more && this.deps.isBusy()) return false;
    }
    this.gapMs = known > CROWDED_ROWS ? CROWDED_GAP_MS : GAP_MS;
    this.moveCursor(after, nowMs);
    return true;
  }

  private isFull(syncing: ReadonlySet<ResidentRun>, nowMs: number): boolean {
    const isDue = nowMs - this.lastFullMs >= this.deps.limits.fullScanMs;
    if (!this.fullWanted && syncing.size === 0 && !isDue) return false;
    this.lastFullMs = nowMs;
    this.fullWanted = false;
    return true;
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

  private moveCursor(newest: InboxId | null, nowMs: number): void {
    const { trail } = this;
    if (newest !== null && newest > (trail.at(-1)?.id ?? '')) trail.push({ id: newest, atMs: nowMs });
    while (trail[0] !== undefined && nowMs - trail[0].atMs >= this.deps.limits.overlapMs) {
      this.cursor = trail[0].id;
      trail.shift();
    }
  }
}
