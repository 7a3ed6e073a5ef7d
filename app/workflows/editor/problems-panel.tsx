'use client';
// What stops or endangers publishing, with the way to each.
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { useStore } from '../../canvas/store.ts';
import { useDraft, useEditor } from './editor-store.ts';
import { showProblem } from './problems.ts';

export function ProblemsPanel() {
  const editor = useEditor();
  const problems = useStore(editor.problems, (all) => all);
  const nodes = useDraft((draft) => draft.design.nodes);
  const nameOf = (id: string | null) => nodes.find((node) => node.id === id)?.name ?? 'The workflow';
  if (problems.length === 0) {
    return (
      <p className="flex items-center gap-2 p-4 text-sm text-text-2">
        <CircleCheck className="size-4 text-done-solid" aria-hidden /> No problems: it can be published.
      </p>
    );
  }
  return (
    <ul className="flex flex-col divide-y divide-line">
      {problems.map((problem) => (
        <li
          key={`${problem.code} ${problem.nodeId ?? ''} ${problem.edgeId ?? ''} ${problem.path ?? ''} ${problem.message}`}
        >
          <button
            type="button"
            className="flex w-full items-start gap-2.5 px-4 py-3 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2"
            onClick={() => showProblem(editor, problem)}
          >
            {problem.severity === 'error' ? (
              <CircleAlert
                className="mt-0.5 size-4 shrink-0 text-failed-solid"
                role="img"
                aria-label="Error"
              />
            ) : (
              <TriangleAlert
                className="mt-0.5 size-4 shrink-0 text-waiting-solid"
                role="img"
                aria-label="Warning"
              />
            )}
            <span className="min-w-0">
              <span className="block text-text">{problem.message}</span>
              <span className="mt-0.5 block text-xs text-text-3">{problem.remedy}</span>
              <span className="mt-1 block text-xs font-medium text-text-2">{nameOf(problem.nodeId)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
