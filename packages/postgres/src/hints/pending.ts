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

export function makePendingHints(from: string): PendingHints {
  const inbox = new Set<Shard>();
  const queues = new Set<string>();
  const sessions = new Set<string>();
  const cancels = new Set<WorkerId>();
  const runs = new Set<RunId>();
  const questions = new Set<Shard>();
  const answers = new Set<string>();
  let marks: Marks = {};
  return {
    add(hint) {
      switch (hint.kind) {
        case 'inbox':
          addAll(inbox, hint.shards);
          break;
        case 'queue':
          addAll(queues, hint.queues);
          break;
        case 'session':
          addAll(sessions, hint.queues);
          break;
        case 'cancel':
          addAll(cancels, [hint.workerId]);
          break;
        case 'history':
          addAll(runs, hint.runs);
          break;
        case 'question':
          addAll(questions, hint.shards);
          break;
        case 'answer':
          addAll(answers, hint.ids);
          break;
        case 'lease':
        case 'limit':
        case 'schedule':
          marks = marked(marks, hint);
          break;
      }
    },
    take() {
      const ofRuns = runsNamed(takeAll(runs));
      const lists = {
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
      const messages = [lists, ofRuns, ofQueries].filter((message) => Object.keys(message).length > 0);
      return messages.map((message) => ({ from, ...message }));
    },
  };
}

/** What is said without a list. */
type Marks = Pick<HintMessage, 'lease' | 'limits' | 'schedule'>;

function marked(marks: Marks, hint: Extract<Hint, { kind: 'lease' | 'limit' | 'schedule' }>): Marks {
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
