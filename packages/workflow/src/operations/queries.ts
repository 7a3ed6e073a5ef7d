import { RefusedError, checkPayload, failureAsJson, type Failure, type Json } from '@baton/core';
import { commandFrame, enter, type WorkflowFrame } from '../run/frame.ts';
import { authorFailure } from '../run/author-stack.ts';
import { perRun, type Run } from '../run/run.ts';
import { SESSIONS_QUERY, answerOpenSessions } from './open-sessions.ts';
import { knownUpdates } from './updates.ts';
import { WAITS_QUERY, waitsOf } from './waits.ts';

interface Handler {
  readonly frame: WorkflowFrame;
  readonly answer: (...args: never[]) => unknown;
}

const handlers = perRun(() => new Map<string, Handler>());

/** What each workflow answers, unless it says otherwise; `baton.handlers`: the names that its code listens to. */
const builtIns: ReadonlyMap<string, (run: Run) => Json> = new Map([
  [WAITS_QUERY, waitsOf],
  [SESSIONS_QUERY, answerOpenSessions],
  ['baton.handlers', (run) => ({ queries: [...handlers(run).keys()].sort(), updates: knownUpdates(run) })],
]);

/** Nobody answers this query; the message and `details.known` list who would. */
export class UnknownQueryError extends RefusedError {
  readonly known: readonly string[];

  constructor(name: string, known: readonly string[]) {
    const list = known.length === 0 ? 'it answers none' : `it answers ${known.join(', ')}`;
    super('UNKNOWN_QUERY', `The workflow answers no query ${name}; ${list}`, { known });
    this.known = known;
  }
}

/** A handler threw: its words are the message, the whole of it is `details.failure`. */
export class QueryFailedError extends RefusedError {
  constructor(name: string, failure: Failure) {
    super('QUERY_FAILED', `Query ${name} failed: ${failure.message}`, { failure: failureAsJson(failure) });
  }
}

/**
 * Answers a query from the workflow's variables: at once, without changing anything. A later handler replaces an earlier one.
 *
 * The handler gets what the caller gave after the name: `run.query('page', 2)` calls it with `2`.
 */
// The authors' words for what callers send.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export function onQuery<Arg = Json, Rest extends readonly unknown[] = Json[]>(
  name: string,
  answer: (arg: Arg, ...rest: Rest) => unknown,
): void {
  const frame = commandFrame('onQuery()');
  const known = handlers(frame.run);
  known.set(name, { frame: { ...frame, readOnly: true }, answer: answer });
}

/** @throws {UnknownQueryError} @throws {QueryFailedError} */
export function answerQuery(run: Run, name: string, args: readonly Json[]): Json {
  const handler = handlers(run).get(name);
  const builtIn = builtIns.get(name);
  if (handler === undefined && builtIn !== undefined) return builtIn(run);
  if (handler === undefined) throw new UnknownQueryError(name, [...handlers(run).keys()].sort());
  const { frame, answer } = handler;
  try {
    const value = enter(frame, () => answer(...(args as never[])));
    if (value instanceof Promise) {
      value.catch(() => undefined);
      throw new TypeError('it answers a promise; a query reads what is there, at once');
    }
    return checkPayload(value, 'answer');
  } catch (error) {
    throw new QueryFailedError(name, authorFailure(error));
  }
}
