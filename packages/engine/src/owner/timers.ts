// Fires timers: those of the next minute are in memory, the others are found in the storage when their minute comes.
import type { RunId, RunRef, TimerId } from '@baton/core';
import type { OwnedShards, Storage } from '../storage.ts';
import { TimerHeap, type HeapEntry } from './timer-heap.ts';
import type { Cancel, Clock, Scheduler } from './types.ts';

interface Entry extends HeapEntry {
  readonly ref: RunRef;
  readonly timerId: TimerId;
}

export interface TimersDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly owned: () => OwnedShards;
  readonly fire: (ref: RunRef, timerId: TimerId, fireAtMs: number) => void;
  readonly failed: (error: unknown) => void;
}

export interface Timers {
  /** A timer that has a row: kept if it fires within the next minute. */
  add(ref: RunRef, timerId: TimerId, fireAtMs: number): void;
  /** A timer that has none: kept whenever it fires. */
  keep(ref: RunRef, timerId: TimerId, fireAtMs: number): void;
  remove(runId: RunId, timerId: TimerId): void;
  /** Looks for timers of the next minute; also after shards were gained. */
  scan(): void;
  readonly size: number;
  stop(): void;
}

const HORIZON_MS = 60_000;
/** Half the horizon, so that a scan that fails can be made good. */
const SCAN_MS = 30_000;
/** One more scan follows at once if there are more. */
const SCAN_LIMIT = 10_000;
/** A wall clock may be set: look again at least this often. */
const LONGEST_WAIT_MS = 1_000;

export function createTimers(deps: TimersDeps): Timers {
  const heap = new TimerHeap<Entry>();
  const entries = new Map<string, Entry>();
  let horizonMs = deps.clock.nowMs() + HORIZON_MS;
  let wake: { readonly atMs: number; readonly cancel: Cancel } | null = null;
  let cancelScan: Cancel = () => undefined;
  let scanning = false;
  let stopped = false;

  function put(entry: Entry): void {
    const key = `${entry.ref.runId}/${entry.timerId}`;
    if (entries.has(key)) return;
    entries.set(key, entry);
    heap.push(entry);
  }

  /** Waits for the soonest. */
  function arm(): void {
    const soonest = heap.peek();
    if (soonest === undefined || stopped) return;
    if (wake !== null && wake.atMs <= soonest.atMs) return;
    wake?.cancel();
    const delayMs = Math.min(Math.max(0, soonest.atMs - deps.clock.nowMs()), LONGEST_WAIT_MS);
    wake = { atMs: soonest.atMs, cancel: deps.scheduler.after(Math.ceil(delayMs), due) };
  }

  function due(): void {
    wake = null;
    const nowMs = deps.clock.nowMs();
    for (let next = heap.peek(); next !== undefined && next.atMs <= nowMs; next = heap.peek()) {
      heap.pop();
      entries.delete(`${next.ref.runId}/${next.timerId}`);
      deps.fire(next.ref, next.timerId, next.atMs);
    }
    arm();
  }

  async function scan(): Promise<void> {
    if (scanning || stopped) return;
    scanning = true;
    cancelScan();
    let nextInMs = SCAN_MS;
    try {
      const untilMs = deps.clock.nowMs() + HORIZON_MS;
      const found =
        deps.owned().size === 0 ? [] : await deps.storage.dueTimers(deps.owned(), untilMs, SCAN_LIMIT);
      for (const { shard, runId, timerId, fireAtMs } of found) {
        put({ ref: { shard, runId }, timerId, atMs: fireAtMs, dropped: false });
      }
      horizonMs = untilMs;
      const last = found.length === SCAN_LIMIT ? found.at(-1) : undefined;
      if (last !== undefined) nextInMs = Math.max(50, Math.min(SCAN_MS, last.fireAtMs - deps.clock.nowMs()));
      arm();
    } catch (error) {
      deps.failed(error);
      nextInMs = 1_000;
    } finally {
      scanning = false;
      cancelScan = deps.scheduler.after(nextInMs, () => void scan());
    }
  }

  return {
    add(ref, timerId, fireAtMs) {
      if (fireAtMs <= horizonMs) this.keep(ref, timerId, fireAtMs);
    },
    keep(ref, timerId, fireAtMs) {
      put({ ref, timerId, atMs: fireAtMs, dropped: false });
      arm();
    },
    remove(runId, timerId) {
      const key = `${runId}/${timerId}`;
      const entry = entries.get(key);
      if (entry === undefined) return;
      entry.dropped = true;
      entries.delete(key);
    },
    scan: () => void scan(),
    get size() {
      return entries.size;
    },
    stop() {
      stopped = true;
      cancelScan();
      wake?.cancel();
    },
  };
}
