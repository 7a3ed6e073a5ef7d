// What services use: start runs, and complete, fail and heartbeat the activities that were handed to them.
import { type Duration, type Json, type RunId, toMs } from '@baton/core';
import type { ActivityCheckpoint, ActivityOutput, WorkflowInput, WorkflowOutput } from '@baton/workflow';
import { connect, type Connection } from './connection.ts';
import { runHandle, type RunHandle } from './run-handle.ts';
import { type Schedules, schedulesOf } from './schedules.ts';

export interface WorkflowClientOptions {
  /** Where the studio is, e.g. `https://baton.example.com`. */
  readonly url: string;
  /** Made on the page "API keys", with the scopes `runs:write`, `runs:read`, `activities:write` as needed. */
  readonly apiKey: string;
  /** How long a call is tried again while the server can't be reached. Default 30 s; 0: once only. */
  readonly retryFor?: Duration;
}

export interface StartOptions {
  /** Names the work; at most one open run has it. Without one, a random one is made. */
  readonly workflowId?: string;
  /** Default `default`. */
  readonly taskQueue?: string;
  readonly runTimeout?: Duration;
  /** 1 (can wait) to 5 (urgent), of its activities and children that have none of their own. Default 3. */
  readonly priority?: number;
  /** `reject`: refuse a workflow id that any run has ever had. Default `allow`. */
  readonly reusePolicy?: 'allow' | 'reject';
  /** The same key again answers the run of the first call, also after its end. Made for each call unless given. */
  readonly idempotencyKey?: string;
}

export interface SignalWithStartOptions extends StartOptions {
  /** Which open run gets the signal; a run that is started has it. */
  readonly workflowId: string;
  /** The signal's name. */
  readonly signal: string;
  readonly payload?: unknown;
}

/** The run that a start has begun, or found. */
export interface StartedRun<Output> extends RunHandle<Output> {
  /** The workflow id had an open run already: this is it. */
  readonly alreadyRunning: boolean;
}

export interface CompleteOptions {
  /** Default: a hash of the value, so that the same value twice is a repeat and another one `ALREADY_COMPLETED`. */
  readonly idempotencyKey?: string;
}

/** A failure to report: `name` is what retry policies and error paths look at. */
export interface FailureReport {
  readonly name: string;
  readonly message: string;
  /** Never try again, whatever the retry policy says. */
  readonly nonRetryable?: boolean;
  readonly nextRetryDelay?: Duration;
  readonly details?: Json;
}

/** An activity of a run, or of the latest run of a workflow id. */
export type ActivityName = { readonly activityId: string } & (
  { readonly runId: string } | { readonly workflowId: string }
);

interface Startable {
  readonly name: string;
  readonly handler: (input: never) => unknown;
}
interface Completable {
  readonly handler: (...args: never) => unknown;
}

/** Talks to a Baton server. Calls that could not be delivered are tried again; none is done twice. */
export class WorkflowClient {
  readonly #connection: Connection;
  /** What starts by itself, and when. */
  readonly schedules: Schedules;

  /** @throws {ValidationError} for a `retryFor` that is no duration; {TypeError} for a url that is none. */
  constructor({ url, apiKey, retryFor = '30s' }: WorkflowClientOptions) {
    const base = new URL(url).href.replace(/\/+$/, '');
    this.#connection = connect(base, apiKey, { forMs: toMs(retryFor, 'retryFor') });
    this.schedules = schedulesOf(this.#connection);
  }

  /**
   * Starts a run of a workflow written in code; or answers the open run with the same workflow id and input.
   *
   * `workflow` is the workflow itself (its input and output are then checked by the compiler), or its name.
   * @throws {CallError} `WORKFLOW_ALREADY_STARTED`: the workflow id is taken otherwise.
   */
  start<W extends Startable>(
    workflow: W,
    input: WorkflowInput<W>,
    options?: StartOptions,
  ): Promise<StartedRun<WorkflowOutput<W>>>;
  start(workflow: string, input?: unknown, options?: StartOptions): Promise<StartedRun<Json>>;
  async start(
    workflow: Startable | string,
    input?: unknown,
    options: StartOptions = {},
  ): Promise<StartedRun<never>> {
    const name = typeof workflow === 'string' ? workflow : workflow.name;
    return this.#start({ workflow: name }, input, options);
  }

  /** Starts a run of a published design; of its latest version unless one is given. @throws {CallError} `NOT_PUBLISHED`, `FORM_INVALID` */
  async startDesign(
    design: { readonly designId: string; readonly version?: number },
    input?: unknown,
    options: StartOptions = {},
  ): Promise<StartedRun<Json>> {
    return this.#start(design, input, options);
  }

  /**
   * Sends a signal to the open run of the workflow id, whatever it was started with; if there is none, starts one that has the signal before
   * its code runs. One call does one or the other, exactly once.
   * @throws {CallError} `WORKFLOW_ALREADY_STARTED` with `reusePolicy: 'reject'`, if a closed run has the workflow id
   */
  signalWithStart<W extends Startable>(
    workflow: W,
    input: WorkflowInput<W>,
    options: SignalWithStartOptions,
  ): Promise<StartedRun<WorkflowOutput<W>>>;
  signalWithStart(
    workflow: string,
    input: unknown,
    options: SignalWithStartOptions,
  ): Promise<StartedRun<Json>>;
  async signalWithStart(
    workflow: Startable | string,
    input: unknown,
    options: SignalWithStartOptions,
  ): Promise<StartedRun<never>> {
    const { api, call } = this.#connection;
    const name = typeof workflow === 'string' ? workflow : workflow.name;
    const { signal, payload, ...start } = options;
    const request = {
      ...requestOf({ workflow: name }, input, start),
      ...{ workflowId: start.workflowId, signal, payload: asJson(payload) },
    };
    return this.#started(await call('any', () => api.runs.signalWithStart.mutate(request)));
  }

  /** A run that was started elsewhere. Nothing is asked of the server yet. */
  run<Output = Json>(runId: string, workflowId = ''): RunHandle<Output> {
    return runHandle<Output>(this.#connection, { runId: runId as RunId, workflowId });
  }

  /**
   * Completes the activity that the token (`ctx.token`) speaks for: `completeActivity<typeof act>(token, value)` checks the value's type.
   * @throws {CallError} `INVALID_TOKEN`, `ACTIVITY_CLOSED`, `RUN_CLOSED`, `STALE_ATTEMPT`, `STALE_EPOCH`, `ALREADY_COMPLETED`
   */
  async completeActivity<A extends Completable>(
    token: string,
    value: ActivityOutput<A>,
    { idempotencyKey }: CompleteOptions = {},
  ): Promise<{ readonly alreadyCompleted: boolean }> {
    const { api, call } = this.#connection;
    const key = idempotencyKey === undefined ? {} : { idempotencyKey };
    const input = { token, value: asJson(value), ...key };
    const { alreadyCompleted } = await call('any', () => api.activities.complete.mutate(input));
    return { alreadyCompleted };
  }

  /** Completes an activity by its ids, whatever its attempt: for operators and tools that were given no token. Audited. @throws as `completeActivity` */
  async completeActivityById(
    of: ActivityName,
    value: unknown,
    { reason }: { readonly reason?: string } = {},
  ): Promise<{ readonly alreadyCompleted: boolean }> {
    const { api, call } = this.#connection;
    const input = { ...named(of), value: asJson(value), ...(reason === undefined ? {} : { reason }) };
    const { alreadyCompleted } = await call('any', () => api.activities.completeById.mutate(input));
    return { alreadyCompleted };
  }

  /** Fails the current attempt of an activity by its ids. Audited. @throws as `completeActivity` */
  async failActivityById(
    of: ActivityName,
    error: FailureReport | Error,
  ): Promise<{ readonly willRetry: boolean; readonly nextAttemptAtMs: number | null }> {
    const { api, call } = this.#connection;
    const input = { ...named(of), error: reportOf(error) };
    const { willRetry, nextAttemptAtMs } = await call('unsent', () => api.activities.failById.mutate(input));
    return { willRetry, nextAttemptAtMs };
  }

  /**
   * Fails the current attempt; the activity's retry policy says whether another follows.
   * @throws {CallError} as `completeActivity`
   */
  async failActivity(
    token: string,
    error: FailureReport | Error,
  ): Promise<{ readonly willRetry: boolean; readonly nextAttemptAtMs: number | null }> {
    const { api, call } = this.#connection;
    // A second report could end the next attempt: it is made again only if the first never arrived.
    const { willRetry, nextAttemptAtMs } = await call('unsent', () =>
      api.activities.fail.mutate({ token, error: reportOf(error) }),
    );
    return { willRetry, nextAttemptAtMs };
  }

  /**
   * Says that the activity is still being worked on. `details` is its checkpoint, given to the next attempt: at most 256 KiB.
   *
   * `cancelRequested`: stop, clean up, and call `reportCancelled`.
   * @throws {CallError} as `completeActivity`: then nobody waits for the activity any more
   */
  async heartbeatActivity<A extends Completable>(token: string, details?: ActivityCheckpoint<A>) {
    const { api, call } = this.#connection;
    const checkpoint = details === undefined ? {} : { details: asJson(details) };
    return call('any', () => api.activities.heartbeat.mutate({ token, ...checkpoint }));
  }

  /** Says that the activity has stopped, as it was asked to. @throws {CallError} `NOT_CANCELLED` */
  async reportCancelled(token: string): Promise<void> {
    const { api, call } = this.#connection;
    await call('any', () => api.activities.reportCancelled.mutate({ token }));
  }

  async #start(what: What, input: unknown, options: StartOptions): Promise<StartedRun<never>> {
    const { api, call } = this.#connection;
    const request = requestOf(what, input, options);
    return this.#started(await call('any', () => api.runs.start.mutate(request)));
  }

  #started(run: { runId: RunId; workflowId: string; alreadyRunning: boolean }): StartedRun<never> {
    return { ...runHandle<never>(this.#connection, run), alreadyRunning: run.alreadyRunning };
  }
}

/** What is started: a workflow in code, or a design. */
type What = { readonly workflow: string } | { readonly designId: string; readonly version?: number };

function requestOf<W extends What>(what: W, input: unknown, options: StartOptions) {
  const { runTimeout, ...rest } = options;
  return {
    ...what,
    ...rest,
    ...(runTimeout === undefined ? {} : { runTimeout: toMs(runTimeout, 'runTimeout') }),
    input: asJson(input),
    idempotencyKey: options.idempotencyKey ?? crypto.randomUUID(),
  };
}

function named(of: ActivityName) {
  const { activityId } = of;
  return 'runId' in of ? { runId: of.runId as RunId, activityId } : { workflowId: of.workflowId, activityId };
}

/** JSON has no `undefined`; what else isn't JSON is refused by the server. */
function asJson(value: unknown): Json {
  return value === undefined ? null : (value as Json);
}

function reportOf(error: FailureReport | Error) {
  const { name, message } = error;
  if (error instanceof Error) return { name, message };
  const { nextRetryDelay, ...rest } = error;
  return nextRetryDelay === undefined
    ? rest
    : { ...rest, nextRetryDelay: toMs(nextRetryDelay, 'nextRetryDelay') };
}
