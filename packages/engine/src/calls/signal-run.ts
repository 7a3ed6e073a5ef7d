// Signals from outside: durable, in order, once per request id.
import {
  checkPayload,
  isRunId,
  RunNotFoundError,
  runRef,
  ValidationError,
  WorkflowAlreadyStartedError,
  type Actor,
  type RunId,
  type RunRef,
} from '@baton/core';
import type { InboxBody, InboxMessage, Storage } from '../storage.ts';
import { findTarget, followChain, refuseClosed, type RunTarget } from './find-open-run.ts';
import { startRun, type StartedRun, type StartRun } from './start-run.ts';

export interface Signal {
  readonly name: string;
  readonly payload: unknown;
  /** The same signal sent again has the same one. */
  readonly requestId?: string;
  readonly by?: Actor;
}

export interface SignalAnswer {
  readonly runId: RunId;
  /** A signal with this request id is in the inbox already. One that was read long ago is dropped by the run itself. */
  readonly duplicate: boolean;
}

/**
 * Sends a signal to a run; along a chain of continue-as-new to the open one.
 * @throws {RunNotFoundError}
 * @throws {RefusedError} `RUN_CLOSED`
 */
export async function signalRun(storage: Storage, target: RunTarget, signal: Signal): Promise<SignalAnswer> {
  const body = bodyOf(signal);
  const { requestId } = signal;
  const dedupKey = requestId === undefined ? null : `signal:${requestId}`;
  const sent = await putAtOnce(storage, target, { body, dedupKey });
  if (sent !== null) return sent;
  // It may continue as new between our look and our put, more than once.
  for (let tries = 0; tries < TRIES; tries++) {
    const run = await followChain(storage, await findTarget(storage, target));
    const { shard, runId } = run;
    const outcome = await storage.put({ shard, runId, body, dedupKey });
    if (outcome === 'runNotFound') throw new RunNotFoundError(runId);
    if (outcome !== 'runClosed') return { runId, duplicate: outcome === 'duplicate' };
    const now = await storage.readRun(run);
    if (now?.nextRunId === null) refuseClosed(now);
  }
  return refuseClosed(await findTarget(storage, target));
}

/** Nearly always the run is open, and no look is needed first; `null`: it is not, or only its workflow id is known. */
async function putAtOnce(
  storage: Storage,
  target: RunTarget,
  message: Pick<InboxMessage, 'body' | 'dedupKey'>,
): Promise<SignalAnswer | null> {
  if (!('runId' in target) || !isRunId(target.runId)) return null;
  const ref = runRef(target.runId);
  const outcome = await storage.put({ ...ref, ...message });
  if (outcome === 'runClosed' || outcome === 'runNotFound') return null;
  return { runId: ref.runId, duplicate: outcome === 'duplicate' };
}

/** Whose signal finds an open run must say which. */
type NamedStart = StartRun & { readonly workflowId: string };

/**
 * Sends a signal to the open run of the workflow id, whatever its input; if there is none, starts one that has it in its inbox. With a
 * request id a repeat is none, also after the end of the run that has heard it.
 *
 * @throws {WorkflowAlreadyStartedError} with `reject`, if a closed run has the id.
 */
export async function signalWithStart(
  storage: Storage,
  start: NamedStart,
  signal: Signal,
): Promise<StartedRun> {
  const body = bodyOf(signal);
  for (let tries = 0; tries < TRIES; tries++) {
    const open = await storage.findRun(start.workflowId);
    if (open?.status !== 'running') {
      if (open !== null && (await hasHeard(storage, open, signal.requestId)))
        return { runId: open.runId, workflowId: start.workflowId, alreadyRunning: false, adopt: null };
      const started = await startWith(storage, start, body);
      if (started !== null) return started;
      continue;
    }
    const { shard, runId } = open;
    const dedupKey = signal.requestId === undefined ? null : `signal:${signal.requestId}`;
    const outcome = await storage.put({ shard, runId, body, dedupKey });
    if (outcome !== 'runClosed')
      return { runId, workflowId: start.workflowId, alreadyRunning: true, adopt: null };
  }
  throw new Error(`Workflow id ${start.workflowId} opened and closed ${TRIES} times meanwhile`);
}

/** `null`: somebody else has started it meanwhile; then that run gets the signal. */
async function startWith(storage: Storage, start: NamedStart, body: InboxBody): Promise<StartedRun | null> {
  try {
    const started = await startRun(storage, start, [body]);
    return started.alreadyRunning ? null : started;
  } catch (error) {
    if (!(error instanceof WorkflowAlreadyStartedError)) throw error;
    const run = await storage.findRun(start.workflowId);
    if (run?.status !== 'running' && start.reusePolicy === 'reject') throw error;
    return null;
  }
}

async function hasHeard(storage: Storage, ref: RunRef, requestId: string | undefined): Promise<boolean> {
  if (requestId === undefined) return false;
  const rows = await storage.readHistory(ref, 0);
  return rows.some(({ events }) =>
    events.some((event) => event.type === 'SignalReceived' && event.requestId === requestId),
  );
}

const TRIES = 20;

function bodyOf({ name, payload, requestId, by }: Signal): InboxBody {
  if (name.trim() === '' || name.length > 200)
    throw new ValidationError('wanted 1 to 200 characters', 'name');
  return {
    kind: 'signal',
    name,
    payload: checkPayload(payload, 'payload'),
    ...(requestId === undefined ? {} : { requestId }),
    ...(by === undefined ? {} : { by }),
  };
}
