// What is new, told to whoever has a page open. One of these in each web process.
//
// Nothing here is relied on to be complete: a listener is only told *that* there may be something, and reads the rest itself, after
// what it has seen. So hints may be lost, doubled or late; a look at the database each second is the backstop.
import { runRef, type RunId } from '@baton/core';
import type { Hint } from '@baton/engine';
import type { PostgresStorage } from '@baton/postgres';
import type { Pool } from 'pg';
import type { LiveTopic } from '../input/live.ts';
import { type Fingerprints, readFingerprints } from './fingerprints.ts';

type Listener = () => void;
type FeedSource = Pick<PostgresStorage, 'onHint' | 'followRuns'>;

/** The backstop. With nobody listening nothing is asked. */
const POLL_MS = 1_000;
/** After a hint: soon, but a burst of hints is one look. */
const HINTED_MS = 100;

export class LiveFeed {
  readonly #source: FeedSource;
  readonly #pool: Pool;
  readonly #runs = new Map<RunId, Set<Listener>>();
  readonly #lists = new Set<(topic: LiveTopic) => void>();
  readonly #stopHints: () => void;
  #fingerprints: Fingerprints | null = null;
  #lastSeqs = new Map<RunId, number>();
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
    const listeners = this.#runs.get(runId) ?? new Set();
    this.#runs.set(runId, listeners.add(listener));
    this.#lookWithin(POLL_MS);
    const unfollow = this.#source.followRuns([runId]);
    return () => {
      unfollow();
      listeners.delete(listener);
      if (listeners.size > 0) return;
      this.#runs.delete(runId);
      this.#lastSeqs.delete(runId);
    };
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
    for (const listener of this.#runs.get(runId) ?? []) listener();
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

  /** Rings for the runs that have more events than at the last look. */
  async #lookAtRuns(): Promise<void> {
    if (this.#runs.size === 0) return;
    const refs = [...this.#runs.keys()].map(runRef);
    const { rows } = await this.#pool.query<{ run_id: RunId; last_seq: number }>({
      name: 'live_last_seqs',
      text: LAST_SEQS,
      values: [refs.map((ref) => ref.shard), refs.map((ref) => ref.runId)],
    });
    for (const { run_id: runId, last_seq: lastSeq } of rows) {
      if (this.#lastSeqs.get(runId) !== lastSeq) this.#ring(runId);
      if (this.#runs.has(runId)) this.#lastSeqs.set(runId, lastSeq);
    }
  }
}

const LAST_SEQS = `
  select watched.run_id, newest.last_seq
  from unnest($1::smallint[], $2::uuid[]) as watched(shard, run_id)
  cross join lateral (
    select seq + count - 1 as last_seq
    from baton.history
    where history.shard = watched.shard and history.run_id = watched.run_id
    order by seq desc
    limit 1
  ) as newest`;
