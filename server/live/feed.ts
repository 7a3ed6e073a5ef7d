// What is new, told to whoever has a page open. One of these in each web process.
//
// Nothing here is relied on to be complete: a listener is only told *that* there may be something, and reads the rest itself, after
// what it has seen. So hints may be lost, doubled or late; a look at the database each second is the backstop.
import type { RunId } from '@baton/core';
import type { Hint } from '@baton/engine';
import type { PostgresStorage } from '@baton/postgres';
import type { Pool } from 'pg';
import type { LiveTopic } from '../input/live.ts';
import { type Fingerprints, readFingerprints } from './fingerprints.ts';
import { readRunMarks } from './run-marks.ts';

type Listener = () => void;
type FeedSource = Pick<PostgresStorage, 'onHint' | 'followRuns'>;

interface Watched {
  readonly listeners: Set<Listener>;
  /** Since it rang last. */
  readonly reads: Map<string, Promise<unknown>>;
  mark: string | null;
}

/** The backstop. With nobody listening nothing is asked. */
const POLL_MS = 1_000;
/** After a hint: soon, but a burst of hints is one look. */
const HINTED_MS = 100;

export class LiveFeed {
  readonly #source: FeedSource;
  readonly #pool: Pool;
  readonly #runs = new Map<RunId, Watched>();
  readonly #lists = new Set<(topic: LiveTopic) => void>();
  readonly #stopHints: () => void;
  #fingerprints: Fingerprints | null = null;
  #runsDueMs = 0;
  #timer: NodeJS.Timeout | null = null;
  #dueMs = Infinity;
  #looking = false;
  #closed = false;

  constructor(storage: FeedSource, pool: Pool) {
    this.#source = storage;
    this.#pool = pool;
    this.#stopHints = storage.onHint((hint) => this.#onHint(hint));
  }

  /** Calls the listener whenever the run may have new events; answers how to stop. */
  watchRun(runId: RunId, listener: Listener): () => void {
    const watched = this.#runs.get(runId) ?? { listeners: new Set(), reads: new Map(), mark: null };
    this.#runs.set(runId, watched);
    watched.listeners.add(listener);
    this.#lookWithin(POLL_MS);
    const unfollow = this.#source.followRuns([runId]);
    return () => {
      unfollow();
      watched.listeners.delete(listener);
      if (watched.listeners.size === 0 && this.#runs.get(runId) === watched) this.#runs.delete(runId);
    };
  }

  /**
   * What `read` answers, or answered to another listener of the run since it rang last: however many have a run open, its news are read once.
   * Only what `isKept` is shared with those who come later.
   */
  shared<T>(runId: RunId, what: string, read: () => Promise<T>, isKept: (value: T) => boolean): Promise<T> {
    const reads = this.#runs.get(runId)?.reads;
    const known = reads?.get(what);
    // The same name is the same read.
    if (known !== undefined) return known as Promise<T>;
    const value = read();
    reads?.set(what, value);
    const forget = (): unknown => reads?.get(what) === value && reads.delete(what);
    value.then((answer) => isKept(answer) || forget(), forget);
    return value;
  }

  watchLists(listener: (topic: LiveTopic) => void): () => void {
    // What was seen before everybody left is long ago: the first look says from where on things are new.
    if (this.#lists.size === 0) this.#fingerprints = null;
    this.#lists.add(listener);
    this.#lookWithin(this.#fingerprints === null ? 0 : POLL_MS);
    return () => this.#lists.delete(listener);
  }

  /** Something was changed by this process itself: told at once. */
  touch(topic: LiveTopic): void {
    for (const listener of this.#lists) listener(topic);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#stopHints();
  }

  #onHint(hint: Hint): void {
    if (hint.kind !== 'history') return;
    for (const runId of hint.runs) this.#ring(runId);
    if (this.#lists.size > 0) this.#lookWithin(HINTED_MS);
  }

  #ring(runId: RunId): void {
    const watched = this.#runs.get(runId);
    if (watched === undefined) return;
    watched.reads.clear();
    for (const listener of watched.listeners) listener();
  }

  #lookWithin(ms: number): void {
    const dueMs = performance.now() + ms;
    if (this.#closed || this.#looking || dueMs >= this.#dueMs) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(() => void this.#look(), ms);
  }

  async #look(): Promise<void> {
    this.#looking = true;
    try {
      await Promise.all([this.#lookAtLists(), this.#lookAtRuns()]);
    } catch {
      // The database is away: the pages say so by themselves, and the next look is in a second.
    }
    this.#looking = false;
    this.#dueMs = Infinity;
    if (this.#lists.size > 0 || this.#runs.size > 0) this.#lookWithin(POLL_MS);
  }

  async #lookAtLists(): Promise<void> {
    if (this.#lists.size === 0) return;
    const before = this.#fingerprints;
    const now = await readFingerprints(this.#pool);
    this.#fingerprints = now;
    if (before === null) return;
    for (const topic of Object.keys(now) as LiveTopic[]) {
      if (now[topic] !== before[topic]) this.touch(topic);
    }
  }

  /** Rings for the runs that aren't as they were at the last look: one statement for all of them. */
  async #lookAtRuns(): Promise<void> {
    if (this.#runs.size === 0 || performance.now() < this.#runsDueMs) return;
    this.#runsDueMs = performance.now() + POLL_MS / 2;
    const marks = await readRunMarks(this.#pool, [...this.#runs.keys()]);
    for (const { runId, mark, isUnsteady } of marks) {
      const watched = this.#runs.get(runId);
      if (watched === undefined) continue;
      const isNew = watched.mark !== mark;
      watched.mark = mark;
      if (isNew || isUnsteady) this.#ring(runId);
    }
  }
}
