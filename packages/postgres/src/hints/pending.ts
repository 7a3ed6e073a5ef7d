// Hints that wait to be sent, and their form on the wire: JSON of a few short lists, well under the 8,000 bytes that NOTIFY takes.
import { shardOfRun, type RunId, type Shard, type WorkerId } from '@baton/core';
import type { Hint } from '@baton/engine';

export interface HintMessage {
  /** Who sent it: nobody listens to themselves. */
  readonly from: string;
  readonly inbox?: readonly Shard[];
  readonly queues?: readonly string[];
  readonly sessions?: readonly string[];
  /** Shards are free. */
  readonly lease?: true;
  readonly cancels?: readonly WorkerId[];
  /** Shards in which runs are asked something. */
  readonly questions?: readonly Shard[];
  /** Questions that are answered. */
  readonly answers?: readonly string[];
  /** Places under limits are free, or limits have changed. */
  readonly limits?: 'freed' | 'changed';
  readonly runs?: readonly RunId[];
  /** Instead of many runs: the shards they are in. Followers look at the runs that they follow there. */
  readonly runShards?: readonly Shard[];
  /** A schedule was changed. */
  readonly schedule?: true;
}

// A run id takes 39 bytes; beyond this many their shards are shorter and as good.
const maxRuns = 64;
const maxAnswers = 128;
// Queue names and worker keys may be long; what doesn't fit is left to the poll.
const maxNames = 32;
const maxNameLength = 100;

export interface PendingHints {
  add(hint: Hint): void;
  /** The messages for all that was added since the last call. */
  take(): readonly HintMessage[];
}

/** What is said of things, each once. */
interface Lists {
  readonly inbox: Set<Shard>;
  readonly queues: Set<string>;
  readonly sessions: Set<string>;
  readonly cancels: Set<WorkerId>;
  readonly runs: Set<RunId>;
  readonly questions: Set<Shard>;
  readonly answers: Set<string>;
}

export function makePendingHints(from: string): PendingHints {
  const lists: Lists = {
    ...{ inbox: new Set(), queues: new Set(), sessions: new Set(), cancels: new Set() },
    ...{ runs: new Set(), questions: new Set(), answers: new Set() },
  };
  const { inbox, queues, sessions, cancels, runs, questions, answers } = lists;
  let marks: Marks = {};
  return {
    add(hint) {
      if (hint.kind === 'lease' || hint.kind === 'limit' || hint.kind === 'schedule')
        marks = marked(marks, hint);
      else addTo(lists, hint);
    },
    take() {
      const ofRuns = runsNamed(takeAll(runs));
      const plain = {
        ...given('inbox', takeAll(inbox)),
        ...given('queues', names(takeAll(queues))),
        ...given('sessions', names(takeAll(sessions))),
        ...given('cancels', names(takeAll(cancels))),
        ...marks,
      };
      marks = {};
      const ofQueries = {
        ...given('questions', takeAll(questions)),
        // Who waits for the others looks again by itself.
        ...given('answers', takeAll(answers).slice(0, maxAnswers)),
      };
      const messages = [plain, ofRuns, ofQueries].filter((message) => Object.keys(message).length > 0);
      return messages.map((message) => ({ from, ...message }));
    },
  };
}

type MarkKind = 'lease' | 'limit' | 'schedule';

function addTo(lists: Lists, hint: Exclude<Hint, { kind: MarkKind }>): void {
  switch (hint.kind) {
    case 'inbox':
      addAll(lists.inbox, hint.shards);
      break;
    case 'queue':
      addAll(lists.queues, hint.queues);
      break;
    case 'session':
      addAll(lists.sessions, hint.queues);
      break;
    case 'cancel':
      addAll(lists.cancels, [hint.workerId]);
      break;
    case 'history':
      addAll(lists.runs, hint.runs);
      break;
    case 'question':
      addAll(lists.questions, hint.shards);
      break;
    case 'answer':
      addAll(lists.answers, hint.ids);
      break;
  }
}

/** What is said without a list. */
type Marks = Pick<HintMessage, 'lease' | 'limits' | 'schedule'>;

function marked(marks: Marks, hint: Extract<Hint, { kind: MarkKind }>): Marks {
  if (hint.kind === 'limit')
    return { ...marks, limits: hint.changed ? 'changed' : (marks.limits ?? 'freed') };
  return { ...marks, [hint.kind]: true };
}

function runsNamed(changed: readonly RunId[]): Partial<HintMessage> {
  if (changed.length <= maxRuns) return given('runs', changed);
  return { runShards: [...new Set(changed.map(shardOfRun))] };
}

/** What a message means to somebody who follows these runs. */
export function hintsOf(message: HintMessage, followed: Iterable<RunId>): readonly Hint[] {
  const { inbox, queues, sessions, cancels = [], runs, runShards, questions, answers, limits } = message;
  const inThem = (shards: readonly Shard[]): readonly RunId[] =>
    [...followed].filter((runId) => shards.includes(shardOfRun(runId)));
  return [
    ...cancels.map((workerId) => ({ kind: 'cancel', workerId }) as const),
    ...told(inbox, (shards) => ({ kind: 'inbox', shards })),
    ...told(queues, (all) => ({ kind: 'queue', queues: all })),
    ...told(sessions, (all) => ({ kind: 'session', queues: all })),
    ...(message.lease === true ? [{ kind: 'lease' } as const] : []),
    ...(limits === undefined ? [] : [{ kind: 'limit', changed: limits === 'changed' } as const]),
    ...(message.schedule === true ? [{ kind: 'schedule' } as const] : []),
    ...told(questions, (shards) => ({ kind: 'question', shards })),
    ...told(answers, (ids) => ({ kind: 'answer', ids })),
    ...told(runs, (all) => ({ kind: 'history', runs: all })),
    ...told(runShards && inThem(runShards), (all) => ({ kind: 'history', runs: all })),
  ];
}

/** A list that is not there, or empty, tells nothing. */
function told<T>(list: readonly T[] | undefined, hint: (list: readonly T[]) => Hint): readonly Hint[] {
  return list === undefined || list.length === 0 ? [] : [hint(list)];
}

function given<K extends keyof HintMessage, V>(key: K, list: readonly V[]): Partial<Record<K, readonly V[]>> {
  return list.length === 0 ? {} : ({ [key]: list } as Record<K, readonly V[]>);
}

function names<N extends string>(all: readonly N[]): readonly N[] {
  return all.filter((name) => name.length <= maxNameLength).slice(0, maxNames);
}

function addAll<T>(set: Set<T>, values: readonly T[]): void {
  for (const value of values) set.add(value);
}

function takeAll<T>(set: Set<T>): readonly T[] {
  const all = [...set];
  set.clear();
  return all;
}
