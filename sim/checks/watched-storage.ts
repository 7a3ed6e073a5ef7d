// The storage, looked into after every call that may have changed something: what must hold at every moment is not left to the end.
import type {
  ActivityAnswer,
  ActivityTarget,
  CommitOutcome,
  StartRequest,
  Storage,
  Transition,
} from '@baton/engine';
import type { MemoryState } from '@baton/engine/testing';
import { watchActivities } from './watch-activities.ts';
import { watchLeases } from './watch-leases.ts';
import { watchRuns, type RunWatch } from './watch-runs.ts';
import { watchSessions } from './watch-sessions.ts';

export interface Watched {
  readonly storage: Storage;
  readonly runs: RunWatch;
}

type Call = (...args: readonly unknown[]) => Promise<unknown>;

/** Reads change nothing. */
const reads: ReadonlySet<string | symbol> = new Set<keyof Storage>([
  'readRun',
  'findRun',
  'readHistory',
  'readHistories',
  'pollInbox',
  'readInbox',
  'pollOutbox',
  'dueTimers',
  'readActivity',
  'pendingActivities',
  'overdueActivities',
  'listWorkers',
  'listSessions',
  'suspendedSessions',
  'readHumanTask',
  'onHint',
  'now',
]);

const endings = ['completeActivity', 'endAttempt', 'reportCancelled', 'makeAsync'] as const;

export function watchedStorage(
  state: MemoryState,
  storage: Storage,
  broken: (what: string) => void,
): Watched {
  const runs = watchRuns(state, broken);
  const leases = watchLeases(state, broken);
  const sessions = watchSessions(state, broken);
  const activities = watchActivities(state, broken);

  async function commit(transition: Transition): Promise<CommitOutcome> {
    const before = runs.beforeCommit(transition);
    // The memory storage has done all that it will do when it answers its promise.
    const answer = storage.commit(transition);
    lookAround();
    const outcome = await answer;
    if (outcome === 'committed') runs.committed(transition, before);
    return outcome;
  }

  async function startRun(request: StartRequest): ReturnType<Storage['startRun']> {
    const outcome = await storage.startRun(request);
    if (outcome.kind === 'started') runs.look(request.ref.runId);
    return outcome;
  }

  function lookAround(): void {
    leases();
    sessions();
    activities.look();
  }

  /** Only the attempt whose turn it is ends its activity. */
  function ending(name: (typeof endings)[number]): unknown {
    const method = storage[name].bind(storage) as (...args: readonly unknown[]) => Promise<ActivityAnswer>;
    return async (target: ActivityTarget, ...rest: readonly unknown[]) => {
      const isItsTurn = activities.mayEnd(target);
      const answer = method(target, ...rest);
      lookAround();
      const { kind } = await answer;
      if (kind === 'ok' && !isItsTurn)
        broken(
          `attempt ${target.attempt ?? 'any'} of activity ${target.activityId} was heard (${name}) after its time`,
        );
      return answer;
    };
  }

  const special: Partial<Record<string | symbol, unknown>> = {
    ...Object.fromEntries(endings.map((name) => [name, ending(name)])),
    commit,
    startRun,
    claimActivities: async (...args: Parameters<Storage['claimActivities']>) => {
      const tasks = await storage.claimActivities(...args);
      activities.granted(tasks);
      return tasks;
    },
  };
  return { storage: wrapped(storage, special, lookAround), runs };
}

/** The special calls in their own way; after all others that may change something, a look around. */
function wrapped(
  storage: Storage,
  special: Partial<Record<string | symbol, unknown>>,
  lookAround: () => void,
): Storage {
  const calls = new Map<string | symbol, unknown>();
  return new Proxy(storage, {
    get(target, name) {
      if (name in special) return special[name];
      const method = Reflect.get(target, name) as Call;
      if (reads.has(name)) return method;
      if (!calls.has(name)) {
        calls.set(name, (...args: readonly unknown[]) => {
          const answer = method(...args);
          lookAround();
          return answer;
        });
      }
      return calls.get(name);
    },
  });
}
