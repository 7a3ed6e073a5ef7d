'use client';
// A task that can be answered (if it's yours).
import type { ReactNode } from 'react';
import { useState } from 'react';

import type { TaskItem } from '../../server/views/human-tasks.ts';
import { useMay } from '../lib/me.tsx';
import { SchemaForm } from '../lib/schema-form/fields.tsx';
import { Alert } from '../ui/alert.tsx';
import { Field } from '../ui/field.tsx';
import { Textarea } from '../ui/input.tsx';
import { ClaimLine } from './claim-line.tsx';
import { FailDialog } from './fail-dialog.tsx';
import { Outcomes } from './outcomes.tsx';
import { OutcomeBar } from './outcome-bar.tsx';
import { TaskBody } from './task-body.tsx';
import { TaskLayout } from './task-layout.tsx';
import { type AnswerForm, useAnswer } from './use-answer.ts';
import { useClaim } from './use-claim.ts';
import { useTaskKeys } from './use-inbox-keys.ts';
import { words } from './words.ts';

interface OpenTaskProps {
  readonly task: TaskItem;
  readonly onDone: () => void;
  readonly history: ReactNode;
}

export function OpenTask({ task, onDone, history }: OpenTaskProps) {
  const answer = useAnswer(task, onDone);
  const claim = useClaim(task);
  const [failing, setFailing] = useState(false);
  const mayFail = useMay('humanTasks.fail') && task.mayDecide;
  const first = task.spec.outcomes[0];
  useTaskKeys(
    {
      decide: () => first !== undefined && answer.decide(first),
      fail: () => mayFail && setFailing(true),
      claim: task.state === 'open' ? claim.claim : null,
    },
    task.mayDecide,
  );
  return (
    <TaskLayout
      bar={
        task.mayDecide ? (
          <OutcomeBar task={task} answer={answer} onFail={mayFail ? () => setFailing(true) : null} />
        ) : null
      }
    >
      <TaskBody task={task} aside={<ClaimLine task={task} claim={claim} />} />
      {task.mayDecide ? (
        <AnswerFields task={task} answer={answer} />
      ) : (
        <Alert tone="info" title={words.notYours} />
      )}
      <Outcomes task={task} />
      {history}
      <FailDialog open={failing} onOpenChange={setFailing} onFail={answer.fail} />
    </TaskLayout>
  );
}

function AnswerFields({ task, answer }: { readonly task: TaskItem; readonly answer: AnswerForm }) {
  const { form } = task.spec;
  const sending = answer.state?.kind === 'sending';
  return (
    <section aria-label={words.form} data-answer className="flex flex-col gap-4">
      {form !== null && (
        <div className="rounded-lg border border-line bg-surface p-4">
          <h3 className="mb-3 text-sm font-semibold text-text">{words.form}</h3>
          <SchemaForm
            schema={form}
            value={answer.values}
            onChange={answer.setValues}
            errors={answer.errors}
            disabled={sending}
          />
        </div>
      )}
      <Field label={words.comment} help={words.commentHelp}>
        <Textarea
          data-comment
          value={answer.comment}
          maxLength={4_000}
          disabled={sending}
          onChange={(event) => answer.setComment(event.target.value)}
        />
      </Field>
      {answer.state?.kind === 'refused' && (
        <Alert tone="failed" title={answer.state.message}>
          {words.kept}
        </Alert>
      )}
      {answer.needsFixing && <Alert tone="failed" title={words.fixFields} />}
    </section>
  );
}
