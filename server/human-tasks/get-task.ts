import { runRef } from '@baton/core';
import type { HumanTaskEvent } from '../../prisma/generated/client.ts';
import type { Ctx } from '../context.ts';
import type { ByTaskInput } from '../input/human-tasks.ts';
import { type Names, namesOf } from '../names.ts';
import type { TaskDetail, TaskEvent } from '../views/human-tasks.ts';
import { readTaskItem } from './read-task.ts';

export async function getTask(ctx: Ctx, key: ByTaskInput): Promise<TaskDetail> {
  const { prisma } = ctx.deps;
  const { shard } = runRef(key.runId);
  const [task, rows, overrides] = await Promise.all([
    readTaskItem(ctx, key),
    prisma.humanTaskEvent.findMany({
      where: { shard, runId: key.runId, activityId: key.activityId, kind: { in: Object.keys(kinds) } },
      orderBy: { id: 'asc' },
      take: 500,
    }),
    prisma.auditEvent.count({
      where: {
        objectKind: 'humanTask',
        objectId: `${key.runId}/${key.activityId}`,
        details: { path: ['override'], equals: true },
      },
    }),
  ]);
  const names = await namesOf(
    prisma,
    rows.map((row) => row.actor),
  );
  const events = rows.map((row) => taskEvent(row, names));
  return { task, events: overrides === 0 ? events : events.map(asOverridden) };
}

export function taskEvent(row: HumanTaskEvent, names: Names): TaskEvent {
  return {
    id: row.id,
    atMs: row.at.getTime(),
    kind: kinds[row.kind] ?? 'commented',
    by: row.actor,
    byName: names(row.actor) ?? row.actor,
    text: textOf(row),
  };
}

/** By the kind that is stored; the others (that it was made) are not told. */
const kinds: Readonly<Record<string, TaskEvent['kind']>> = {
  claimed: 'claimed',
  unclaimed: 'unclaimed',
  completed: 'decided',
  failed: 'failed',
  commented: 'commented',
};

function asOverridden(event: TaskEvent): TaskEvent {
  return event.kind === 'decided' ? { ...event, kind: 'overridden' } : event;
}

/** A comment's text, of a decision its outcome, of a failure its message. */
function textOf({ kind, details }: HumanTaskEvent): string {
  if (details === null || kind === 'claimed' || kind === 'unclaimed') return '';
  if (kind === 'commented') return details;
  const said = JSON.parse(details) as { readonly outcome?: string; readonly message?: string };
  return said.outcome ?? said.message ?? '';
}
