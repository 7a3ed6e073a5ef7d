'use client';
// The answer that is being made of a task: form values, comment, errors, and sending it.
import { useState } from 'react';

import type { Json } from '@baton/core';
import type { TaskItem } from '../../server/views/human-tasks.ts';
import { defaultsOf } from '../lib/schema-form/field-spec.ts';
import { type FieldErrors, noErrors, validateForm } from '../lib/schema-form/validate-form.ts';
import { taskId } from '../lib/task-id.ts';
import { type DecisionState, useDecisions } from './use-decisions.tsx';
import { useTaskDraft } from './use-task-draft.ts';

export interface AnswerForm {
  readonly values: Json;
  readonly comment: string;
  readonly errors: FieldErrors;
  /** True after a try to send it with errors in the form. */
  readonly needsFixing: boolean;
  readonly state: DecisionState | null;
  readonly setValues: (values: Json) => void;
  readonly setComment: (comment: string) => void;
  readonly decide: (outcome: string) => void;
  readonly fail: (name: string, message: string) => void;
}

export function useAnswer(task: TaskItem, onDone: () => void): AnswerForm {
  const id = taskId(task);
  const { stateOf, send } = useDecisions();
  const [draft, change] = useTaskDraft(id);
  const [found, setFound] = useState<FieldErrors>(noErrors);
  const state = stateOf(id);
  const { form } = task.spec;
  const values = draft.values ?? defaultsOf(form);
  const refused = state?.kind === 'refused' ? state.errors : noErrors;
  return {
    values,
    comment: draft.comment,
    errors: { ...refused, ...found },
    needsFixing: Object.keys(found).length > 0,
    state,
    setValues: (next) => {
      change({ values: next });
      // Once told what is wrong, a person sees at once when it's right.
      if (found !== noErrors) setFound(validateForm(form, next));
    },
    setComment: (comment) => change({ comment }),
    decide: (outcome) => {
      if (state?.kind === 'sending') return;
      const problems = validateForm(form, values);
      setFound(problems);
      if (Object.keys(problems).length > 0) {
        requestAnimationFrame(() =>
          document.querySelector<HTMLElement>('[data-answer] [aria-invalid]')?.focus(),
        );
        return;
      }
      send(task, { kind: 'decide', outcome, values, comment: draft.comment.trim() });
      onDone();
    },
    fail: (name, message) => {
      send(task, { kind: 'fail', name, message });
      onDone();
    },
  };
}
