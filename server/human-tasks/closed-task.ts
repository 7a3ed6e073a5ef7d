import type { HumanTaskState } from '@baton/engine';
import type { Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import { namesOf } from '../names.ts';
import { recordOf, type TaskRow } from './task-rows.ts';

/** @throws {ApiError} TASK_CLOSED: who was first, when, and with which outcome */
export async function refuseClosed(ctx: Ctx, row: TaskRow): Promise<void> {
  if (row.state === 'open' || row.state === 'claimed') return;
  throw await closedError(ctx, row);
}

export async function closedError({ deps }: Ctx, row: TaskRow): Promise<ApiError> {
  const { decision, state, closedAtMs } = recordOf(row);
  const names = await namesOf(deps.prisma, [row.decidedBy]);
  const byName = names(row.decidedBy);
  const outcome = decision?.outcome ?? null;
  const who = byName ?? 'Somebody';
  const said = outcome === null ? words[state] : `decided “${outcome}”`;
  const message = row.decidedBy === null ? `The task ${words[state]}` : `${who} has ${said}`;
  return new ApiError('TASK_CLOSED', message, {
    details: { state, outcome, by: row.decidedBy, byName, atMs: closedAtMs },
  });
}

const words: Record<HumanTaskState, string> = {
  open: 'is open',
  claimed: 'is taken',
  completed: 'is decided',
  failed: 'failed it',
  cancelled: 'was cancelled with its run',
  expired: 'was not decided in time',
};
