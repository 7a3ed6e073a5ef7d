// Takes back the sessions that wait for this worker's key. With a hook each is asked for first; until it has answered, the session stays
// suspended, as it does if this process dies meanwhile: the next one asks again.
//
// waiting → asked → answered (open again, or failed with STATE_LOST).  asked → waiting, unheard, when the worker stops or its lease is lost.
import { failureFrom, formatMs, type Failure, type SessionId, type WorkerId } from '@baton/core';
import type { DatabaseClock, SuspendedSession } from '@baton/engine';
import type { Log } from '../log.ts';
import type { Machine } from '../machine.ts';
import type { OnReestablish } from '../on-reestablish.ts';
import type { WorkerStorage } from '../worker-storage.ts';
import { startLoop, type Loop } from './loop.ts';
import { persist } from './persist.ts';

export interface ReturnOptions {
  readonly storage: WorkerStorage;
  readonly workerId: WorkerId;
  readonly clock: DatabaseClock;
  /** How often it looks by itself; `null`: the worker looks. */
  readonly pollMs: number | null;
  readonly log: Log;
  readonly machine: Machine;
  /** `null`: this worker can always go on. */
  readonly onReestablish: OnReestablish | null;
  /** How long the hook may take for one session. */
  readonly hookMs: number;
  /** Sessions are open again: what was queued in them can be claimed. */
  readonly onOpen: () => void;
}

const BATCH = 500;
/** Hooks look at disks: more at once would be no quicker. */
const AT_ONCE = 20;

/** What the hook said; `null`: nothing that counts. */
type Said = { readonly refused: Failure | null } | null;

export function startReturnLoop(options: ReturnOptions): Loop {
  const { storage, workerId, onReestablish, clock, pollMs, log, machine, onOpen } = options;
  const over = new AbortController();
  let mayHaveMore = false;

  const answer: Answer = async (sessions, refused) => {
    const returns = sessions.map(({ sessionId, epoch }) => ({ sessionId, epoch, refused }));
    const heard = await storage.reestablishSessions(workerId, returns);
    if (heard > 0 && refused === null) onOpen();
    return heard;
  };
  const turns =
    onReestablish === null
      ? null
      : takeTurns({ ...options, hook: onReestablish, over: over.signal, answer }, () => {
          if (mayHaveMore) loop.wake();
        });

  const loop = startLoop({
    name: 'Taking sessions back',
    everyMs: pollMs,
    log,
    machine,
    work: async () => {
      const found = await storage.suspendedSessions(workerId, BATCH);
      mayHaveMore = found.length === BATCH;
      if (turns === null) {
        const heard = found.length === 0 ? 0 : await answer(found, null);
        return mayHaveMore && heard > 0 ? 'again' : 'rest';
      }
      // One whose time is over is the sweep's.
      turns.add(found.filter(({ endsAtMs }) => endsAtMs > clock.nowMs()));
      return 'rest';
    },
  });

  return {
    ...loop,
    stop: async () => {
      over.abort();
      await loop.stop();
    },
  };
}

/** Answers how many it was. */
type Answer = (sessions: readonly SuspendedSession[], refused: Failure | null) => Promise<number>;

interface Turns {
  /** Those that are known already are left out. */
  readonly add: (sessions: readonly SuspendedSession[]) => void;
}

interface TurnOptions extends Asking, Pick<ReturnOptions, 'log'> {
  readonly hook: OnReestablish;
  readonly answer: Answer;
}

/** Asks for a few sessions at a time. `onEmpty`: nobody waits for a turn any more. */
function takeTurns(options: TurnOptions, onEmpty: () => void): Turns {
  const { hook, answer, over, log, machine } = options;
  /** Those that wait for their turn, or for the hook, or for their answer to be written. */
  const known = new Set<SessionId>();
  const waiting: SuspendedSession[] = [];
  let asking = 0;

  async function askFor(session: SuspendedSession): Promise<void> {
    const said = await ask(hook, session, options);
    if (said === null) return;
    const { refused } = said;
    if (refused !== null) {
      const message = `Session ${session.sessionId} is refused by onReestablish: ${refused.message}`;
      log({ level: 'warn', message, run: session });
    }
    await persist(
      () => answer([session], refused),
      () => over.aborted,
      machine,
    );
  }

  function next(): void {
    while (asking < AT_ONCE && !over.aborted) {
      const session = waiting.shift();
      if (session === undefined) return;
      asking += 1;
      void askFor(session).then(() => {
        asking -= 1;
        known.delete(session.sessionId);
        if (waiting.length === 0) onEmpty();
        next();
      });
    }
  }

  return {
    add: (sessions) => {
      const fresh = sessions.filter(({ sessionId }) => !known.has(sessionId));
      for (const { sessionId } of fresh) known.add(sessionId);
      waiting.push(...fresh);
      next();
    },
  };
}

interface Asking extends Pick<ReturnOptions, 'clock' | 'machine' | 'hookMs'> {
  readonly over: AbortSignal;
}

/** A hook that takes too long has refused; one that answers when the session has ended, or the worker, isn't heard. */
async function ask(
  hook: OnReestablish,
  { sessionId, runId, workflowId, resources, epoch, suspendedAtMs, endsAtMs }: SuspendedSession,
  { clock, machine, hookMs, over }: Asking,
): Promise<Said> {
  const nowMs = clock.nowMs();
  const deadlineMs = Math.min(endsAtMs, nowMs + hookMs);
  const stopped = new AbortController();
  const signal = AbortSignal.any([over, stopped.signal]);
  let giveUp: (said: Said) => void = () => undefined;
  const givenUp = new Promise<Said>((resolve) => (giveUp = resolve));
  const unheard = (): void => giveUp(null);
  over.addEventListener('abort', unheard, { once: true });
  const cancelTimer = machine.after(Math.max(0, deadlineMs - nowMs), () => {
    // Where the session's own time is over, the sweep says so.
    giveUp(endsAtMs <= nowMs + hookMs ? null : { refused: tookTooLong(hookMs) });
    stopped.abort(new Error('Nobody waits for this session any more'));
  });
  const asked = (async (): Promise<Said> => {
    try {
      await hook({ sessionId, runId, workflowId, resources }, { epoch, suspendedAtMs, deadlineMs, signal });
      return { refused: null };
    } catch (error) {
      return { refused: failureFrom(error) };
    }
  })();
  const said = await Promise.race([givenUp, asked]);
  cancelTimer();
  over.removeEventListener('abort', unheard);
  return over.aborted ? null : said;
}

function tookTooLong(hookMs: number): Failure {
  return {
    name: 'ReestablishTimeoutError',
    message: `onReestablish took longer than ${formatMs(hookMs)} (onReestablishTimeout)`,
  };
}
