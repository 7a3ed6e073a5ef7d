// Reads the inbox of the owned shards: when a hint comes, at least once a second, and from its start every half minute.
//
// Rows are read again while they are not consumed: what a run knows already is passed over by the caller. Ids may become visible out of order,
// so the cursor stays some seconds behind the newest row seen.
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
  readonly received: (row: InboxRow, synced: ReadonlySet<ResidentRun>) => boolean;
  /** These runs have now seen every row that was there when the reading began. */
  readonly inSync: (runs: ReadonlySet<ResidentRun>) => void;
  /** Too many runs are being loaded: read on later. */
  readonly isBusy: () => boolean;
  readonly failed: (error: unknown) => void;
}

export interface InboxReader {
  /** Something may be new: reads soon. */
  poke(): void;
  /** Shards were gained, or rows may have been missed: reads from the start, soon. */
  rescan(): void;
  /** The run has to see its rows again, after its history was read. */
  sync(run: ResidentRun): void;
  /** Rows consumed meanwhile by this owner: a reading under way may still bring them. */
  consumed(ids: readonly InboxId[]): void;
  stop(): void;
}

const PAGE = 1_000;
/** Between two readings, so that a burst of hints is one reading. */
const GAP_MS = 2;
/** While many known rows lie in the way. */
const CROWDED_GAP_MS = 20;
const CROWDED_ROWS = 300;
const BUSY_GAP_MS = 20;
const FAILED_GAP_MS = 500;

export function createInboxReader(deps: InboxReaderDeps): InboxReader {
  const consumedMeanwhile = new Set<InboxId>();
  let toSync = new Set<ResidentRun>();
  /** The newest row of each reading, with when it was read: the cursor is the newest that is old enough. */
  let trail: { readonly id: InboxId; readonly atMs: number }[] = [];
  let cursor: InboxId | null = null;
  let lastFullMs = -Infinity;
  let fullWanted = true;
  let reading = false;
  let again = false;
  let gapMs = GAP_MS;
  let next: { readonly atMs: number; readonly cancel: Cancel } | null = null;
  let stopped = false;

  function schedule(delayMs: number): void {
    if (stopped) return;
    const atMs = deps.clock.nowMs() + delayMs;
    if (next !== null && next.atMs <= atMs) return;
    next?.cancel();
    next = { atMs, cancel: deps.scheduler.after(delayMs, () => void read()) };
  }

  async function read(): Promise<void> {
    next = null;
    again = reading;
    if (reading || stopped) return;
    reading = true;
    consumedMeanwhile.clear();
    const syncing = toSync;
    toSync = new Set();
    try {
      if (await readPages(syncing)) deps.inSync(syncing);
      else readLater(syncing, BUSY_GAP_MS);
    } catch (error) {
      deps.failed(error);
      readLater(syncing, FAILED_GAP_MS);
    } finally {
      reading = false;
    }
    schedule(again || fullWanted || toSync.size > 0 ? gapMs : deps.limits.pollMs);
  }

  function readLater(syncing: ReadonlySet<ResidentRun>, delayMs: number): void {
    for (const run of syncing) toSync.add(run);
    fullWanted = true;
    gapMs = delayMs;
  }

  /** False: stopped half-way, since enough runs are being loaded. */
  async function readPages(syncing: ReadonlySet<ResidentRun>): Promise<boolean> {
    const nowMs = deps.clock.nowMs();
    const full = fullWanted || syncing.size > 0 || nowMs - lastFullMs >= deps.limits.fullScanMs;
    if (full) {
      lastFullMs = nowMs;
      fullWanted = false;
    }
    const owned = deps.owned();
    if (owned.size === 0) return true;
    let after = full ? null : cursor;
    let known = 0;
    for (;;) {
      const rows = await deps.storage.pollInbox(owned, after, PAGE);
      for (const row of rows) {
        if (consumedMeanwhile.has(row.id) || !deps.received(row, syncing)) known += 1;
      }
      after = rows.at(-1)?.id ?? after;
      if (rows.length < PAGE) break;
      if (deps.isBusy()) return false;
    }
    gapMs = known > CROWDED_ROWS ? CROWDED_GAP_MS : GAP_MS;
    moveCursor(after, nowMs);
    return true;
  }

  function moveCursor(newest: InboxId | null, nowMs: number): void {
    if (newest !== null && newest > (trail.at(-1)?.id ?? '')) trail.push({ id: newest, atMs: nowMs });
    while (trail[0] !== undefined && nowMs - trail[0].atMs >= deps.limits.overlapMs) {
      cursor = trail[0].id;
      trail.shift();
    }
  }

  return {
    poke: () => schedule(gapMs),
    rescan() {
      fullWanted = true;
      cursor = null;
      trail = [];
      schedule(0);
    },
    sync(run) {
      toSync.add(run);
      schedule(0);
    },
    consumed(ids) {
      if (reading) for (const id of ids) consumedMeanwhile.add(id);
    },
    stop() {
      stopped = true;
      next?.cancel();
    },
  };
}
