'use client';
// Finding what is wrong, while one edits: the same checks that publishing does.
import { checkDesign, type CheckOptions, type DesignProblem } from '@baton/core';
import { useEffect } from 'react';
import type { ProblemCount } from '../../canvas/canvas-context.tsx';
import { createStore, type ReadStore } from '../../canvas/store.ts';
import { goTo } from './canvas-commands.ts';
import type { Editor } from './editor-store.ts';

/** A pause in which nothing was changed; checking 300 nodes takes some 10 ms. */
const QUIET_MS = 200;

/** Checks the draft whenever it has been still for a moment, against what workers offer once that is known. */
export function useProblems(
  editor: Editor,
  activities: CheckOptions['activities'],
  sessionOffers: CheckOptions['sessionOffers'],
): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let checked: unknown = null;
    const check = () => {
      const { design } = editor.draft.get();
      if (design === checked) return;
      checked = design;
      editor.problems.set(
        checkDesign(design, {
          ...(activities === undefined ? {} : { activities }),
          ...(sessionOffers === undefined ? {} : { sessionOffers }),
        }),
      );
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(check, QUIET_MS);
    };
    check();
    const stop = editor.draft.subscribe(later);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [editor, activities, sessionOffers]);
}

/** Counts by node, for the badges: entries keep their identity where nothing changed. */
export function countProblems(editor: Editor): ReadStore<ReadonlyMap<string, ProblemCount>> {
  const counts = createStore<ReadonlyMap<string, ProblemCount>>(new Map());
  editor.problems.subscribe(() => {
    const next = new Map<string, { errors: number; warnings: number }>();
    for (const { nodeId, severity } of editor.problems.get()) {
      if (nodeId === null) continue;
      const count = next.get(nodeId) ?? { errors: 0, warnings: 0 };
      if (severity === 'error') count.errors += 1;
      else count.warnings += 1;
      next.set(nodeId, count);
    }
    counts.set(next);
  });
  return counts;
}

/** Goes to the next problem, round and round. */
export function nextProblem(editor: Editor): void {
  const problems = editor.problems.get();
  if (problems.length === 0) return editor.announcement.set('No problems');
  const { selection } = editor.draft.get();
  const here = problems.findLastIndex(
    (problem) => problem.nodeId !== null && selection.nodes.has(problem.nodeId),
  );
  const next = problems[(here + 1) % problems.length];
  if (next !== undefined) showProblem(editor, next);
}

export function showProblem(editor: Editor, problem: DesignProblem): void {
  if (problem.nodeId !== null) goTo(editor, problem.nodeId);
  else if (problem.edgeId !== null) editor.dispatch({ type: 'select', nodes: [], edges: [problem.edgeId] });
  editor.announcement.set(`${problem.message} ${problem.remedy}`);
}
