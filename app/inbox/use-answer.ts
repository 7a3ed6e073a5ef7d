'use client';
// The answer that is being made of a task: form values, comment, errors, and sending it.
import { useMemo, useState } from 'react';
import { flushSync } from 'react-dom';

import { formFields, type Json } from '@baton/core';
import type { TaskItem } from '../../server/views/human-tasks.ts';
import { checkForm, type FieldErrors, hasErrors, noErrors } from '../lib/schema-form/form-errors.ts';
import { defaultsOf } from '../lib/schema-form/form-value.ts';
import { taskId } from '../lib/task-id.ts';
import { type DecisionState, useDecisions } from './use-decisions.tsx';
import { focusFirst } from './use-inbox-keys.ts';
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
  const { form } = task.spec;
  const { stateOf, send } = useDecisions();
  const { draft, change } = useTaskDraft(id);
  const [found, setFound] = useState<FieldErrors>(noErrors);
  const untouched = useMemo(() => (form === null ? null : defaultsOf(formFields(form))), [form]);
  const state = stateOf(id);
  const values = draft.values ?? untouched;
  const refused = state?.kind === 'refused' ? state.errors : noErrors;
  const decide = async (outcome: string) => {
    if (state?.kind === 'sending') return;
    const problems = await checkForm(form, values);
    // Drawn at once: the focus goes to a field that is marked by this.
    flushSync(() => setFound(problems));
    if (hasErrors(problems)) {
      focusFirst('[data-answer] [aria-invalid]');
      return;
    }
    send(task, { kind: 'decide', outcome, values, comment: draft.comment.trim() });
    onDone();
  };
  return {
    values,
    comment: draft.comment,
    errors: { ...refused, ...found },
    needsFixing: hasErrors(found),
    state,
    setValues: (next) => {
      change({ values: next });
      // Once told what is wrong, a person sees at once when it's right.
      if (hasErrors(found)) void checkForm(form, next).then(setFound);
    },
    setComment: (comment) => change({ comment }),
    decide: (outcome) => void decide(outcome),
    fail: (name, message) => {
      send(task, { kind: 'fail', name, message });
      onDone();
    },
  };
}
