'use client';
// A task in the list.
import Link from 'next/link';

import type { TaskItem } from '../../server/views/human-tasks.ts';
import { useNow } from '../lib/clock.ts';
import { taskId } from '../lib/task-id.ts';
import { formatCoarse, formatMoment } from '../lib/format-time.ts';
import { Avatar } from '../ui/avatar.tsx';
import { cx } from '../ui/cx.ts';
import { Badge, type GlyphName, StatusGlyph } from '../ui/status.tsx';
import { RelativeTime } from '../ui/time.tsx';
import type { DecisionState } from './use-decisions.tsx';
import { outcomeDone } from './words.ts';

interface TaskRowProps {
  readonly task: TaskItem;
  readonly href: string;
  readonly chosen: boolean;
  readonly decision: DecisionState | null;
  readonly onChoose: () => void;
}

const glyphs: Record<TaskItem['state'], { readonly glyph: GlyphName; readonly word: string }> = {
  open: { glyph: 'waiting', word: 'Open' },
  claimed: { glyph: 'waiting', word: 'Claimed' },
  completed: { glyph: 'done', word: 'Decided' },
  failed: { glyph: 'failed', word: 'Failed' },
  cancelled: { glyph: 'cancelled', word: 'Cancelled' },
  expired: { glyph: 'skipped', word: 'Expired' },
};

export function TaskRow({ task, href, chosen, decision, onChoose }: TaskRowProps) {
  const look = glyphs[task.state];
  return (
    <li className="relative border-b border-line">
      <Link
        href={href}
        prefetch={false}
        aria-current={chosen ? 'true' : undefined}
        data-task={taskId(task)}
        onNavigate={(event) => {
          event.preventDefault();
          onChoose();
        }}
        className={cx(
          'flex gap-2.5 py-3 pr-4 pl-4 no-underline focus-visible:-outline-offset-2',
          chosen
            ? 'bg-accent-tint before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent'
            : 'hover:bg-hover',
        )}
      >
        <StatusGlyph
          glyph={decision?.kind === 'refused' ? 'failed' : look.glyph}
          label={look.word}
          className="mt-0.5"
        />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate text-sm font-medium text-text">{task.spec.title}</span>
            <RelativeTime
              atMs={task.closedAtMs ?? task.createdAtMs}
              className="shrink-0 text-xs text-text-3"
            />
          </span>
          <span className="mt-0.5 flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate text-xs text-text-2">
              {task.workflowName}
              {task.requestedByName !== null && (
                <span className="text-text-3"> · {task.requestedByName}</span>
              )}
            </span>
            <Mark task={task} decision={decision} />
          </span>
        </span>
      </Link>
    </li>
  );
}

/** The one thing worth knowing before opening it. */
function Mark({ task, decision }: Pick<TaskRowProps, 'task' | 'decision'>) {
  if (decision?.kind === 'sending') return <Badge tone="running">Sent…</Badge>;
  if (decision?.kind === 'refused') return <Badge tone="failed">Not accepted</Badge>;
  if (task.decision !== null) return <Badge>{outcomeDone(task.decision.outcome)}</Badge>;
  if (task.state !== 'open' && task.state !== 'claimed') return <Badge>{glyphs[task.state].word}</Badge>;
  return (
    <>
      {task.claimedByName !== null && (
        <span title={`Claimed by ${task.claimedByName}`} className="flex">
          <Avatar name={task.claimedByName} size="sm" />
          <span className="sr-only">Claimed by {task.claimedByName}</span>
        </span>
      )}
      {task.dueAtMs !== null && <DueChip dueAtMs={task.dueAtMs} />}
    </>
  );
}

const SOON_MS = 4 * 3_600_000;

/** Due time as a countdown; amber in the last four hours, red when it has passed. */
export function DueChip({ dueAtMs }: { readonly dueAtMs: number }) {
  const nowMs = useNow(10_000);
  const leftMs = dueAtMs - nowMs;
  const tone = leftMs < 0 ? 'failed' : leftMs < SOON_MS ? 'waiting' : 'idle';
  return (
    <Badge tone={tone}>
      <time dateTime={new Date(dueAtMs).toISOString()} title={formatMoment(dueAtMs)} className="tabular">
        {leftMs < 0 ? `${formatCoarse(-leftMs)} overdue` : `Due in ${formatCoarse(leftMs)}`}
      </time>
    </Badge>
  );
}
