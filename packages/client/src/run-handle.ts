// One run, from the outside.
import { closeStatusOf, errorFrom, type HistoryEvent, type Json, type RunId } from '@baton/core';
import { asCallError, CallError } from './call-error.ts';
import type { Connection } from './connection.ts';
import { ContinuedAsNewError } from './continued-as-new-error.ts';
import { readStream } from './event-stream.ts';

export interface EventsOptions {
  /** Events after this one only; they count from 1. */
  readonly afterSeq?: number;
  /** Ends the iteration. */
  readonly signal?: AbortSignal;
}

export interface ResultOptions {
  /** Ends the wait. */
  readonly signal?: AbortSignal;
  /** False: the end of this very run. Default true: that of the last run of its chain. */
  readonly follow?: boolean;
}

export interface ResetOptions {
  /** Which decision is made again: the first, or (default) the last one. */
  readonly to?: 'firstDecision' | 'lastDecision';
  /** Instead: the last event to keep. */
  readonly toSeq?: number;
  readonly reason?: string;
  /** Signals that came after the point are sent to the new run. Default true. */
  readonly keepSignals?: boolean;
}

export interface UpdateOptions {
  /** The same one again, from another place, is the same update. Made for each call unless given. */
  readonly updateId?: string;
  /** Ends the wait, not the update. */
  readonly signal?: AbortSignal;
}

/** A run: wait for it, talk to it, stop it, watch it. */
export interface RunHandle<Output> {
  readonly workflowId: string;
  readonly runId: RunId;
  /**
   * What the workflow returned; waits for it, however long. Follows the run along continue-as-new, unless `follow` is false.
   * @throws what the run failed with, as an error with `code`: `ActivityError`, `CancelledError`, `ApplicationError`, …
   * @throws {ContinuedAsNewError} with `follow: false`, if it has ended by continuing as new
   * @throws {CallError} e.g. `RUN_NOT_FOUND`
   */
  result(options?: ResultOptions): Promise<Output>;
  /** Durable and in order. Give an `idempotencyKey` to send the same signal again from another place. @throws {CallError} `RUN_CLOSED` */
  signal(name: string, payload?: unknown, options?: { readonly idempotencyKey?: string }): Promise<void>;
  /**
   * What the handler of this query answers (`onQuery`); it is called with `args`. Changes nothing, and works also when the run is closed. The
   * answer knows of every signal and update that was acknowledged before. Follows the run along continue-as-new.
   * @throws {CallError} `UNKNOWN_QUERY` (`details.known`), `QUERY_FAILED`, `NO_WORKER`, `QUERY_TIMEOUT` (10 s), `NONDETERMINISM`
   */
  query<Answer = Json>(name: string, ...args: readonly unknown[]): Promise<Answer>;
  /**
   * Sends an update and answers what its handler (`onUpdate`) returns; waits for it, however long. Carried out once, however often it is
   * sent with the same `updateId`.
   * @throws {CallError} `UNKNOWN_UPDATE` (`details.known`) and `UPDATE_REJECTED`: nothing was done; `UPDATE_FAILED`: the handler threw, `cause` is what;
   * `RUN_CLOSED`
   */
  update<Result = Json>(name: string, input?: unknown, options?: UpdateOptions): Promise<Result>;
  /**
   * Runs it again from a point of its history: a new run of the same workflow id, which is answered. An open run is terminated in the same
   * transaction, and its `result()` is the new one's; a closed run stays as it is.
   * @throws {CallError} `RESET_POINT_INVALID` (`details.points`); `WORKFLOW_ALREADY_STARTED`, if another run with the workflow id is open
   */
  reset(options?: ResetOptions): Promise<RunHandle<Output>>;
  /** Asks the run (the open one of its chain) to stop; its code may clean up first. Nothing happens to a run that is closed. */
  cancel(reason?: string): Promise<void>;
  /** Ends the run (the open one of its chain) at once, without its code. */
  terminate(reason?: string): Promise<void>;
  /** Its events in order, from the first on, as they happen; ends with the run. Survives lost connections. */
  events(options?: EventsOptions): AsyncGenerator<HistoryEvent, void, undefined>;
}

/** How long one request waits for the result, in milliseconds; then another one is made. */
const WAIT_MS = 20_000;

export function runHandle<Output>(
  connection: Connection,
  { runId, workflowId }: { readonly runId: RunId; readonly workflowId: string },
): RunHandle<Output> {
  const { api, call } = connection;
  return {
    runId,
    workflowId,
    result: (options = {}) => resultOf<Output>(connection, runId, options),
    signal: async (name, payload = null, { idempotencyKey = crypto.randomUUID() } = {}) => {
      await call('any', () =>
        api.runs.signal.mutate({ runId, name, payload: payload as never, idempotencyKey }),
      );
    },
    query: async <Answer>(name: string, ...args: readonly unknown[]) => {
      const input = { runId, name, args: args as never };
      return (await call('any', () => api.runs.query.query(input))).value as Answer;
    },
    update: <Result>(name: string, input: unknown = null, options: UpdateOptions = {}) =>
      updateOf<Result>(connection, { runId, name, input }, options),
    reset: async (options = {}) => {
      // A second reset would make a second run.
      const made = await call('unsent', () => api.runs.reset.mutate({ runId, ...options }));
      return runHandle<Output>(connection, made);
    },
    cancel: async (reason = '') => {
      await call('any', () => api.runs.cancel.mutate({ runId, reason }));
    },
    terminate: async (reason = '') => {
      await call('any', () => api.runs.terminate.mutate({ runId, reason }));
    },
    events: (options = {}) => eventsOf(connection, runId, options),
  };
}

async function resultOf<Output>(
  { api, call }: Connection,
  runId: RunId,
  { signal, follow = true }: ResultOptions,
): Promise<Output> {
  for (;;) {
    signal?.throwIfAborted();
    const options = signal === undefined ? {} : { signal };
    const request = { runId, follow, waitMs: WAIT_MS };
    const outcome = await call('any', () => api.runs.result.query(request, options));
    if (outcome.status === 'completed') return outcome.result as Output;
    if (outcome.status === 'continuedAsNew') throw new ContinuedAsNewError(runId, outcome.nextRunId);
    if (outcome.status !== 'running') throw errorFrom(outcome.failure);
  }
}

/** Asks again with the same id until there is an answer. */
async function updateOf<Result>(
  { api, call }: Connection,
  update: { readonly runId: RunId; readonly name: string; readonly input: unknown },
  { updateId = crypto.randomUUID(), signal }: UpdateOptions,
): Promise<Result> {
  const request = { ...update, input: update.input as never, updateId, waitMs: WAIT_MS };
  for (;;) {
    signal?.throwIfAborted();
    const options = signal === undefined ? {} : { signal };
    const outcome = await call('any', () => api.runs.update.mutate(request, options));
    if (outcome.status === 'completed') return outcome.result as Result;
  }
}

async function* eventsOf(
  connection: Connection,
  runId: RunId,
  { afterSeq = 0, signal }: EventsOptions,
): AsyncGenerator<HistoryEvent, void, undefined> {
  let seq = afterSeq;
  for (;;) {
    const place = { runId, afterSeq: seq };
    const ended = yield* told(streamOf(connection, place, signal), (event) => (seq = event.seq));
    if (ended) return;
    await serverIsBack(connection);
  }
}

/** Answers whether there is nothing more to come; false: the connection was lost. */
async function* told(
  events: AsyncGenerator<HistoryEvent>,
  onEvent: (event: HistoryEvent) => void,
): AsyncGenerator<HistoryEvent, boolean, undefined> {
  try {
    for await (const event of events) {
      onEvent(event);
      yield event;
      if (closeStatusOf(event) !== null) return true;
    }
    return true;
  } catch (thrown) {
    const error = asCallError(thrown);
    if (error.code !== 'UNREACHABLE' && error.code !== 'UNAVAILABLE') throw error;
    return false;
  }
}

async function* streamOf(
  { url, headers }: Connection,
  place: { readonly runId: RunId; readonly afterSeq: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<HistoryEvent> {
  const input = encodeURIComponent(JSON.stringify(place));
  const request = { url: `${url}/api/trpc/runs.events?input=${input}`, headers, signal };
  for await (const events of readStream<readonly HistoryEvent[]>(request)) yield* events;
}

/** Waits, with growing pauses, until the server answers again. @throws {CallError} `UNREACHABLE` when the patience is over */
async function serverIsBack({ url, call }: Connection): Promise<void> {
  await call('any', async () => {
    const { ok } = await fetch(`${url}/api/health`);
    if (!ok) throw new CallError('The server is not ready', { code: 'UNAVAILABLE', httpStatus: 503 });
  });
}
