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
  /** Too many runs are being loaded: what is due waits here, where it takes no memory but its entry. */
  readonly isBusy: () => boolean;
  readonly failed: (error: unknown) => void;
}

const HORIZON_MS = 60_000;
/** Half the horizon, so that a scan that fails can be made good. */
const SCAN_MS = 30_000;
/** If there are more, another scan follows when half of the time that these cover has passed: so nothing is late for being read late. */
const SCAN_LIMIT = 20_000;
const SCAN_AGAIN_MS = 50;
const SCAN_AFTER_FAILURE_MS = 1_000;
/** A wall clock may be set: look again at least this often. */
const LONGEST_WAIT_MS = 1_000;
/** So often is looked whether runs can be loaded again. */
const BUSY_GAP_MS = 5;
/** `setTimeout` takes no more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class Timers {
  private readonly deps: TimersDeps;
  private readonly heap = new TimerHeap<Entry>();
  private readonly entries = new Map<string, Entry>();
  /** Fired, and when: their rows are there until their transition is stored. One that has been lost on the way is fired again by a later scan. */
  private readonly fired = new Map<string, number>();
  private horizonMs: number;
  private wake: { readonly atMs: number; readonly cancel: Cancel } | null = null;
  private cancelScan: Cancel = () => undefined;
  private scanning = false;
  private stopped = false;

  constructor(deps: TimersDeps) {
    this.deps = deps;
    this.horizonMs = deps.clock.nowMs() + HORIZON_MS;
  }

  get size(): number {
    return this.entries.size;
  }

  /** A timer that has a row: kept if it fires within the next minute. */
  add(ref: RunRef, timerId: TimerId, fireAtMs: number): void {
    if (fireAtMs <= this.horizonMs) this.keep(ref, timerId, fireAtMs);
  }

  /** A timer that has none: kept whenever it fires. */
  keep(ref: RunRef, timerId: TimerId, fireAtMs: number): void {
    this.put({ ref, timerId, atMs: fireAtMs, dropped: false });
    this.arm();
  }

  remove(runId: RunId, timerId: TimerId): void {
    const key = `${runId}/${timerId}`;
    this.fired.delete(key);
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    entry.dropped = true;
    this.entries.delete(key);
  }

  /** Shards were gained: whatever is due there may have been fired by another owner in vain, or by this one before it lost them. */
  rescan(): void {
    this.fired.clear();
    this.scan();
  }

  /** Looks for timers of the next minute, now and then again and again. */
  private scan(): void {
    if (this.scanning || this.stopped) return;
    this.scanning = true;
    this.cancelScan();
    void this.read()
      .catch((error: unknown) => {
        this.deps.failed(error);
        return SCAN_AFTER_FAILURE_MS;
      })
      .then((nextInMs) => {
        this.scanning = false;
        this.cancelScan = this.deps.scheduler.about(nextInMs, () => this.scan());
      });
  }

  stop(): void {
    this.stopped = true;
    this.cancelScan();
    this.wake?.cancel();
  }

  /** Answers when to read again, in milliseconds. */
  private async read(): Promise<number> {
    const { storage, clock } = this.deps;
    const owned = this.deps.owned();
    const untilMs = clock.nowMs() + HORIZON_MS;
    this.forgetFired(clock.nowMs() - SCAN_MS);
    const found = owned.size === 0 ? [] : await storage.dueTimers(owned, untilMs, SCAN_LIMIT);
    for (const { shard, runId, timerId, fireAtMs } of found) {
      this.put({ ref: { shard, runId }, timerId, atMs: fireAtMs, dropped: false });
    }
    this.horizonMs = untilMs;
    this.arm();
    const last = found.length === SCAN_LIMIT ? found.at(-1) : undefined;
    if (last === undefined) return SCAN_MS;
    return Math.max(SCAN_AGAIN_MS, Math.min(SCAN_MS, (last.fireAtMs - clock.nowMs()) / 2));
  }

  /** In the order of firing: a Map keeps it. */
  private forgetFired(beforeMs: number): void {
    for (const [key, atMs] of this.fired) {
      if (atMs >= beforeMs) return;
      this.fired.delete(key);
    }
  }

  private put(entry: Entry): void {
    const key = `${entry.ref.runId}/${entry.timerId}`;
    if (this.entries.has(key) || this.fired.has(key)) return;
    this.entries.set(key, entry);
    this.heap.push(entry);
  }

  /** Waits for the soonest. */
  private arm(): void {
    const soonest = this.heap.peek();
    if (soonest === undefined || this.stopped) return;
    if (this.wake !== null && this.wake.atMs <= soonest.atMs) return;
    this.wake?.cancel();
    this.wake = { atMs: soonest.atMs, cancel: this.wakeAt(soonest.atMs) };
  }

  private wakeAt(atMs: number): Cancel {
    const { scheduler, clock } = this.deps;
    const delayMs = Math.ceil(Math.max(0, atMs - clock.nowMs()));
    const cancel = scheduler.after(Math.min(delayMs, LONGEST_TIMER_MS), () => this.due());
    if (delayMs <= LONGEST_WAIT_MS) return cancel;
    const cancelLook = scheduler.about(LONGEST_WAIT_MS, () => this.due());
    return () => {
      cancel();
      cancelLook();
    };
  }

  private due(): void {
    this.wake?.cancel();
    this.wake = null;
    const nowMs = this.deps.clock.nowMs();
    for (let next = this.heap.peek(); next !== undefined && next.atMs <= nowMs; next = this.heap.peek()) {
      if (this.deps.isBusy()) {
        const atMs = nowMs + BUSY_GAP_MS;
        this.wake = { atMs, cancel: this.wakeAt(atMs) };
        return;
      }
      this.heap.pop();
      const key = `${next.ref.runId}/${next.timerId}`;
      this.entries.delete(key);
      this.fired.delete(key);
      this.fired.set(key, nowMs);
      this.deps.fire(next.ref, next.timerId, next.atMs);
    }
    this.arm();
  }
}
