// A person's decision. Who may, and whether the form is right, is checked here; first wins, in the storage's one transaction.
import { cleanText, type Failure, type HumanDecision, runRef, validateForm } from '@baton/core';
import type { HumanDecide } from '@baton/engine';
import { authorise, judgeTask } from '../authorise.ts';
import { actorOf, type Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { DecideTaskInput, FailTaskInput } from '../input/human-tasks.ts';
import type { DecideAnswer } from '../views/human-tasks.ts';
import { closedError } from './closed-task.ts';
import { readTaskRow } from './read-task.ts';
import { recordOf, ruleOf, type TaskRow } from './task-rows.ts';

/** @throws {ApiError} TASK_CLOSED, NOT_ASSIGNEE, REQUESTER_MAY_NOT_APPROVE, UNKNOWN_OUTCOME, FORM_INVALID */
export async function decideTask(ctx: Ctx, input: DecideTaskInput): Promise<DecideAnswer> {
  const { row, actor, at } = await opened(ctx, input);
  const { spec } = recordOf(row);
  if (!spec.outcomes.includes(input.outcome)) {
    throw new ApiError(
      'UNKNOWN_OUTCOME',
      `The outcomes are ${spec.outcomes.join(', ')}, not ${input.outcome}`,
    );
  }
  const form = validateForm(spec.form, input.values ?? {});
  if (!form.ok) {
    const problems = form.problems.map(({ path, message }) => ({ path: `values${path}`, message }));
    throw new ApiError('FORM_INVALID', 'The form is not filled in as it asks', { problems });
  }
  const comment = input.comment ?? null;
  const decision: HumanDecision = { outcome: input.outcome, values: form.values, by: actor, at, comment };
  return record(ctx, row, input, { kind: 'complete', decision });
}

/** Fails the activity, with the person's reason: the design's error path follows. */
export async function failTask(ctx: Ctx, input: FailTaskInput): Promise<DecideAnswer> {
  const { row, actor, at } = await opened(ctx, input);
  const failure: Failure = {
    name: input.name,
    message: cleanText(input.message, 10_000),
    code: 'APPLICATION_ERROR',
    // The person has said so: asking another one is the design's decision, not the retry policy's.
    nonRetryable: true,
  };
  return record(ctx, row, input, { kind: 'fail', failure, by: actor, at });
}

async function opened(ctx: Ctx, input: DecideTaskInput | FailTaskInput) {
  const row = await readTaskRow(ctx, input);
  authorise(ctx.caller, ctx.action, ruleOf(recordOf(row), row.requestedByPerson));
  return { row, actor: actorOf(ctx.caller), at: new Date(await ctx.deps.storage.now()).toISOString() };
}

/** A double click comes with the same key, and is answered as the first was. */
async function record(
  ctx: Ctx,
  row: TaskRow,
  { idempotencyKey }: { readonly idempotencyKey: string },
  decision: HumanDecide['decision'],
): Promise<DecideAnswer> {
  const actor = actorOf(ctx.caller);
  const outcome = await ctx.deps.storage.decideHumanTask({
    ...runRef(row.runId),
    activityId: row.activityId,
    decision,
    // Keys of different people never meet: one can't get the other's answer.
    idempotencyKey: `${actor}/${idempotencyKey}`,
    actor,
    audit: {
      outcome: decision.kind === 'complete' ? decision.decision.outcome : null,
      override: isOverride(ctx, row),
    },
  });
  switch (outcome.kind) {
    case 'recorded':
      ctx.deps.feed.touch('inbox');
      return { accepted: true, repeated: false };
    case 'repeated':
      return { accepted: true, repeated: true };
    case 'closed':
      throw await closedError(ctx, await readTaskRow(ctx, row));
    case 'notFound':
      throw new ApiError('TASK_NOT_FOUND', 'There is no such task');
  }
}

function isOverride({ caller }: Ctx, row: TaskRow): boolean {
  if (caller.kind !== 'person') return false;
  return judgeTask(caller, ruleOf(recordOf(row), row.requestedByPerson)).kind === 'override';
}
