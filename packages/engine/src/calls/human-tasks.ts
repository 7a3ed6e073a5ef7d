// Deciding what a person is asked. Who may is the caller's to check; here the task's own rules are kept, and the first wins.
import {
  cleanText,
  failureFrom,
  RefusedError,
  validateForm,
  type ActivityId,
  type Actor,
  type HumanDecision,
  type Json,
  type JsonObject,
  type RunRef,
} from '@baton/core';
import type { HumanDecide, HumanTaskRecord, Storage } from '../storage.ts';

export interface HumanTaskTarget extends RunRef {
  readonly activityId: ActivityId;
}

/** Who decides, when, and what the audit says besides. */
export interface Deciding {
  readonly by: Actor;
  /** ISO 8601, by the server's clock. */
  readonly at: string;
  /** A double click has the same one. */
  readonly idempotencyKey: string;
  readonly audit?: JsonObject;
}

export interface HumanAnswer {
  readonly outcome: string;
  readonly values?: Json;
  readonly comment?: string;
}

/**
 * Completes the task with one of its outcomes; the form's values are validated against its schema.
 *
 * @throws {RefusedError} `TASK_NOT_FOUND`; `UNKNOWN_OUTCOME`; `FORM_INVALID` with the problems; `TASK_CLOSED` with who was first.
 */
export async function decideHumanTask(
  storage: Storage,
  target: HumanTaskTarget,
  answer: HumanAnswer,
  deciding: Deciding,
): Promise<{ readonly repeated: boolean }> {
  const { spec } = await taskOf(storage, target);
  const decision: HumanDecision = {
    outcome: knownOutcome(spec.outcomes, answer.outcome),
    values: validValues(spec.form, answer.values ?? null),
    by: deciding.by,
    at: deciding.at,
    comment: answer.comment === undefined ? null : cleanText(answer.comment, 4_000),
  };
  return record(storage, target, { kind: 'complete', decision }, deciding);
}

/** Why a person fails a task. `name` is what a design's error path and retry policies look at. */
export interface HumanFailure {
  readonly name?: string;
  readonly message: string;
}

/** Fails the task's activity with the person's reason. @throws {RefusedError} as `decideHumanTask`. */
export async function failHumanTask(
  storage: Storage,
  target: HumanTaskTarget,
  reason: string | HumanFailure,
  deciding: Deciding,
): Promise<{ readonly repeated: boolean }> {
  const { by, at } = deciding;
  const { name = 'HumanTaskFailed', message } = typeof reason === 'string' ? { message: reason } : reason;
  const failure = failureFrom({ name, message, nonRetryable: true });
  return record(storage, target, { kind: 'fail', failure, by, at }, deciding);
}

/**
 * Takes the task for a person, or (`by: null`) gives it back.
 * @throws {RefusedError} `TASK_CLAIMED` if somebody else has it, `TASK_CLOSED`, `TASK_NOT_FOUND`.
 */
export async function claimHumanTask(
  storage: Storage,
  target: HumanTaskTarget,
  { by, actor }: { readonly by: string | null; readonly actor: Actor },
): Promise<HumanTaskRecord> {
  const expected = by === null ? 'claimed' : 'open';
  const claimed = await storage.claimHumanTask(target, target.activityId, by, actor, expected);
  if (claimed !== null) return claimed;
  const task = await taskOf(storage, target);
  // What was asked for is so already.
  if (
    (task.state === 'claimed' && by !== null && task.claimedBy === by) ||
    (task.state === 'open' && by === null)
  )
    return task;
  if (task.state !== 'claimed') throw closedError(task);
  throw new RefusedError('TASK_CLAIMED', `${task.claimedBy ?? 'Somebody'} has claimed the task`, {
    by: task.claimedBy,
  });
}

async function record(
  storage: Storage,
  { shard, runId, activityId }: HumanTaskTarget,
  decision: HumanDecide['decision'],
  { by, idempotencyKey, audit = {} }: Deciding,
): Promise<{ readonly repeated: boolean }> {
  const outcome = await storage.decideHumanTask({
    ...{ shard, runId, activityId, decision, idempotencyKey },
    actor: by,
    audit,
  });
  switch (outcome.kind) {
    case 'recorded':
      return { repeated: false };
    case 'repeated':
      return { repeated: true };
    case 'closed':
      throw closedError(outcome.task);
    case 'notFound':
      throw notFound(runId, activityId);
  }
}

async function taskOf(storage: Storage, target: HumanTaskTarget): Promise<HumanTaskRecord> {
  const task = await storage.readHumanTask(target, target.activityId);
  if (task === null) throw notFound(target.runId, target.activityId);
  return task;
}

function knownOutcome(outcomes: readonly string[], outcome: string): string {
  if (outcomes.includes(outcome)) return outcome;
  throw new RefusedError('UNKNOWN_OUTCOME', `The task's outcomes are ${outcomes.join(', ')}`, { outcomes });
}

function validValues(form: Json, values: Json): Json {
  if (form === null) return values;
  const checked = validateForm(form, values);
  if (checked.ok) return checked.values;
  const problems = checked.problems.map(({ path, message }) => ({ path, message }));
  throw new RefusedError('FORM_INVALID', 'The form is not filled in as it must be', { problems });
}

function closedError({ state, decision, closedAtMs }: HumanTaskRecord): RefusedError {
  const who = decision === null ? '' : ` by ${decision.by} with ${decision.outcome}`;
  const details = {
    state,
    closedAtMs,
    by: decision?.by ?? null,
    outcome: decision?.outcome ?? null,
    at: decision?.at ?? null,
  };
  return new RefusedError('TASK_CLOSED', `The task is ${state}${who}`, details);
}

function notFound(runId: string, activityId: string): RefusedError {
  return new RefusedError('TASK_NOT_FOUND', `Run ${runId} asks nobody about activity ${activityId}`);
}
