import { RefusedError, checkPayload, type Json } from '@baton/core';
import { commandFrame, enter, type WorkflowFrame } from '../run/frame.ts';
import { perRun, type Run } from '../run/run.ts';
import { WAITS_QUERY, waitsOf } from './waits.ts';

interface Handler {
  readonly frame: WorkflowFrame;
  readonly answer: (args: never) => unknown;
}

const handlers = perRun(() => new Map<string, Handler>());

/** Nobody answers this query; the message and `details.known` list who would. */
export class UnknownQueryError extends RefusedError {
  readonly known: readonly string[];

  constructor(name: string, known: readonly string[]) {
    const list = known.length === 0 ? 'it answers none' : `it answers ${known.join(', ')}`;
    super('UNKNOWN_QUERY', `The workflow answers no query ${name}; ${list}`, { known });
    this.known = known;
  }
}

/** Answers a query from the workflow's variables: at once, without changing anything. A later handler replaces an earlier one. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the author's word for what callers send
export function onQuery<Args = Json>(name: string, answer: (args: Args) => unknown): void {
  const frame = commandFrame('onQuery()');
  handlers(frame.run).set(name, { frame: { ...frame, readOnly: true }, answer });
}

/** @throws {UnknownQueryError} */
export function answerQuery(run: Run, name: string, args: Json): Json {
  const handler = handlers(run).get(name);
  if (handler === undefined && name === WAITS_QUERY) return waitsOf(run);
  if (handler === undefined) throw new UnknownQueryError(name, [...handlers(run).keys()].sort());
  const { frame, answer } = handler;
  const value = enter(frame, () => answer(args as never));
  if (value instanceof Promise) {
    value.catch(() => undefined);
    throw new TypeError(`Query ${name} answers a promise; a query reads what is there, at once`);
  }
  return checkPayload(value, 'answer');
}
