// The one stream of a tab. Subscribe first, then read rows after what the tab has, then again at every ring: nothing is missed, since
// the events of a run count up without gaps.
import { type RunId, runRef, stamp } from '@baton/core';
import { tracked } from '@trpc/server';
import type { Ctx, Deps } from '../context.ts';
import type { LiveTopic, SubscribeInput } from '../input/live.ts';
import type { LiveMessage } from '../views/live.ts';
import { makeWake, type Wake } from './wake.ts';

/** At most one ping for lists in this time: a busy engine must not make every tab read all the time. */
const LISTS_EVERY_MS = 500;
/** A stream outlives its first check: who is disabled in the meantime hears no more after this. */
const RIGHTS_EVERY_MS = 1_000;
/** Rows of history in one message; more follow in the next. */
const ROWS_AT_ONCE = 500;

interface Seen {
  readonly runId: RunId;
  seq: number;
  /** Somebody rang since history was read. */
  rang: boolean;
  pending: string;
}

export async function* subscribe(ctx: Ctx, input: SubscribeInput, signal: AbortSignal | undefined) {
  const { deps } = ctx;
  const wake = makeWake();
  const topics = new Set<LiveTopic>();
  const seen = startOf(input);
  const until = signal ?? new AbortController().signal;
  const stop = listen(deps, input, { wake, topics, seen });
  try {
    const hello: LiveMessage = { kind: 'hello', serverNowMs: await deps.storage.now() };
    yield tracked(idOf(seen), hello);
    wake.ring();
    const lists = every(LISTS_EVERY_MS);
    const rights = every(RIGHTS_EVERY_MS);
    while (await wake.wait(until)) {
      if (rights()) await ctx.recheck();
      if (seen !== null) yield* trackedBy(seen, newsOf(deps, seen));
      if (topics.size > 0 && lists()) yield* trackedBy(seen, drained(topics));
    }
  } catch (error) {
    // Nobody listens any more: the client has gone, or the server stops and has taken the database away.
    if (!until.aborted) throw error;
  } finally {
    stop();
  }
}

/** With the place from which a reconnect resumes: each message moves it on before it is told. */
async function* trackedBy(seen: Seen | null, messages: AsyncGenerator<LiveMessage>) {
  for await (const message of messages) yield tracked(idOf(seen), message);
}

async function* drained(topics: Set<LiveTopic>): AsyncGenerator<LiveMessage> {
  for (const topic of [...topics]) {
    topics.delete(topic);
    yield { kind: 'changed', topic };
  }
}

/** True at most once in this time. */
function every(ms: number): () => boolean {
  let lastMs = -Infinity;
  return () => {
    const nowMs = performance.now();
    if (nowMs - lastMs < ms) return false;
    lastMs = nowMs;
    return true;
  };
}

/** Where the tab is: after a reconnect the id of the last message says it better than the input. */
function startOf({ run, lastEventId }: SubscribeInput): Seen | null {
  if (run === undefined) return null;
  const [runId, seq] = (lastEventId ?? '').split(':');
  const resumed = runId === run.runId ? Number(seq) : 0;
  const after = Math.max(run.afterSeq, Number.isSafeInteger(resumed) ? resumed : 0);
  return { runId: run.runId, seq: after, rang: true, pending: '' };
}

function idOf(seen: Seen | null): string {
  return seen === null ? '-' : `${seen.runId}:${seen.seq}`;
}

function listen(
  { feed }: Deps,
  input: SubscribeInput,
  { wake, topics, seen }: { wake: Wake; topics: Set<LiveTopic>; seen: Seen | null },
): () => void {
  const wanted = new Set(input.topics);
  const stopRun =
    seen === null
      ? null
      : feed.watchRun(seen.runId, () => {
          seen.rang = true;
          wake.ring();
        });
  const stopLists = feed.watchLists((topic) => {
    if (!wanted.has(topic)) return;
    topics.add(topic);
    wake.ring();
  });
  // For the pings that were held back, and for what causes no events.
  const beat = setInterval(() => wake.ring(), LISTS_EVERY_MS);
  return () => {
    clearInterval(beat);
    stopRun?.();
    stopLists();
  };
}

async function* newsOf(deps: Deps, seen: Seen): AsyncGenerator<LiveMessage> {
  if (!seen.rang) return;
  // Before reading: a ring during the read is for the next round.
  seen.rang = false;
  yield* eventsOf(deps, seen);
  yield* pendingOf(deps, seen);
}

async function* eventsOf({ storage, feed }: Deps, seen: Seen): AsyncGenerator<LiveMessage> {
  const { runId } = seen;
  for (;;) {
    const { seq } = seen;
    const read = () => storage.readHistory(runRef(runId), seq, ROWS_AT_ONCE);
    // A full page is a tab that catches up: the next tab begins elsewhere.
    const rows = await feed.shared(runId, `history ${seq}`, read, ({ length }) => length < ROWS_AT_ONCE);
    const events = rows.flatMap(stamp).filter((event) => event.seq > seq);
    const last = events.at(-1);
    if (last === undefined) return;
    seen.seq = last.seq;
    yield { kind: 'events', runId, events };
    if (rows.length < ROWS_AT_ONCE) return;
  }
}

/** Attempts, heartbeats and sessions cause no events: all of them, if any is another one. */
async function* pendingOf({ storage, feed }: Deps, seen: Seen): AsyncGenerator<LiveMessage> {
  const { runId } = seen;
  const { message, text } = await feed.shared(
    runId,
    'pending',
    () => readPending(storage, runId),
    () => true,
  );
  if (text === seen.pending) return;
  seen.pending = text;
  yield message;
}

async function readPending(storage: Deps['storage'], runId: RunId) {
  const ref = runRef(runId);
  const [pending, sessions, run] = await Promise.all([
    storage.pendingActivities(ref),
    storage.listSessions({ runId, limit: 500 }),
    storage.readRun(ref),
  ]);
  const message: LiveMessage = { kind: 'pending', runId, pending, sessions, blocked: run?.blocked ?? null };
  return { message, text: JSON.stringify(message) };
}
