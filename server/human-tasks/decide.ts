// A person's decision. Who may is checked here; the task's own rules, and that the first wins, are the engine's.
import { RefusedError, runRef } from '@baton/core';
import { decideHumanTask, failHumanTask, type Deciding, type HumanTaskTarget } from '@baton/engine';
import { authorise, judgeTask } from '../authorise.ts';
import { actorOf, type Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { ByTaskInput, DecideTaskInput, FailTaskInput } from '../input/human-tasks.ts';
import type { DecideAnswer } from '../views/human-tasks.ts';
import { closedError } from './closed-task.ts';
import { readTaskRow } from './read-task.ts';
import { recordOf, ruleOf } from './task-rows.ts';

/** @throws {ApiError} TASK_CLOSED, NOT_ASSIGNEE, REQUESTER_MAY_NOT_APPROVE, UNKNOWN_OUTCOME, FORM_INVALID */
export async function decideTask(ctx: Ctx, input: DecideTaskInput): Promise<DecideAnswer> {
  const { outcome, values, comment } = input;
  const answer = {
    outcome,
    // A form in which nothing is filled in is an empty one.
    values: values ?? {},
    ...(comment === undefined ? {} : { comment }),
  };
  return record(ctx, input, (target, deciding) =>
    decideHumanTask(ctx.deps.storage, target, answer, deciding),
  );
}

/** Fails the activity, with the person's reason: the design's error path follows. */
export async function failTask(ctx: Ctx, input: FailTaskInput): Promise<DecideAnswer> {
  return record(ctx, input, (target, deciding) =>
    failHumanTask(ctx.deps.storage, target, { name: input.name, message: input.message }, deciding),
  );
}

type Decide = (target: HumanTaskTarget, deciding: Deciding) => Promise<{ readonly repeated: boolean }>;

async function record(
  ctx: Ctx,
  key: ByTaskInput & { readonly idempotencyKey: string },
  decide: Decide,
): Promise<DecideAnswer> {
  const row = await readTaskRow(ctx, key);
  const rule = ruleOf(recordOf(row), row.requestedByPerson);
  authorise(ctx.caller, ctx.action, rule);
  const by = actorOf(ctx.caller);
  const override = ctx.caller.kind === 'person' && judgeTask(ctx.caller, rule).kind === 'override';
  const deciding: Deciding = {
    by,
    at: new Date(await ctx.deps.storage.now()).toISOString(),
    // Keys of different people never meet: nobody gets the answer to another's click.
    idempotencyKey: `${by}/${key.idempotencyKey}`,
    audit: { override },
  };
  try {
    const { repeated } = await decide({ ...runRef(row.runId), activityId: row.activityId }, deciding);
    if (!repeated) ctx.deps.feed.touch('inbox');
    return { accepted: true, repeated };
  } catch (error) {
    throw await explained(ctx, key, error);
  }
}

/** With the name of who was first, and the place in the form. */
async function explained(ctx: Ctx, key: ByTaskInput, error: unknown): Promise<unknown> {
  if (!(error instanceof RefusedError)) return error;
  if (error.code === 'TASK_CLOSED') return closedError(ctx, await readTaskRow(ctx, key));
  if (error.code !== 'FORM_INVALID') return error;
  return new ApiError('FORM_INVALID', error.message, { problems: problemsIn(error.details) });
}

function problemsIn(details: RefusedError['details']) {
  const found =
    typeof details === 'object' && details !== null && 'problems' in details ? details['problems'] : [];
  const problems = found as readonly { readonly path: string; readonly message: string }[];
  return problems.map(({ path, message }) => ({ path: `values${path}`, message }));
}
