'use client';
// What each answer leads to, read from the version of the design that the run belongs to.
import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';

import type { TaskItem } from '../../server/views/human-tasks.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { leadsTo } from './leads-to.ts';
import { outcomeLabel, words } from './words.ts';

export function Outcomes({ task }: { readonly task: TaskItem }) {
  const trpc = useTRPC();
  const run = useQuery(trpc.runs.get.queryOptions({ runId: task.runId }, { staleTime: 60_000 })).data;
  const nodeId = run?.pending.find(({ activityId }) => activityId === task.activityId)?.label ?? null;
  // A workflow written in code cannot tell; then nothing is promised.
  if (!run?.design || nodeId === null) return null;
  const next = leadsTo(run.design.document, nodeId);
  return (
    <section aria-label={words.leadsTo}>
      <h3 className="mb-2 text-sm font-semibold text-text">{words.leadsTo}</h3>
      <dl className="flex flex-col gap-1.5 text-sm">
        {task.spec.outcomes.map((outcome) => (
          <Lead key={outcome} answer={outcomeLabel(outcome)} names={next[outcome] ?? []} />
        ))}
        <Lead answer={words.fail.replace('…', '')} names={next['error'] ?? [words.failLeads]} />
      </dl>
    </section>
  );
}

function Lead({ answer, names }: { readonly answer: string; readonly names: readonly string[] }) {
  return (
    <div className="grid grid-cols-[6rem_minmax(0,1fr)] items-baseline gap-2">
      <dt className="truncate font-medium text-text">{answer}</dt>
      <dd className="flex min-w-0 items-baseline gap-2 text-text-2">
        <ArrowRight className="size-3.5 shrink-0 translate-y-0.5 text-text-3" aria-hidden />
        {names.length === 0 ? words.runEnds : names.join(', ')}
      </dd>
    </div>
  );
}
