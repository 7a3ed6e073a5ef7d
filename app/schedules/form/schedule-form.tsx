'use client';
// The form of a schedule, new or saved. It holds the draft; whoever draws it saves.
import { useState } from 'react';

import { codeOf, messageOf, problemsOf } from '../../lib/api-error.ts';
import { errorsOfCall, noErrors } from '../../lib/schema-form/form-errors.ts';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, CardBody, CardHeader } from '../../ui/card.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { CadenceFields, CadencePreview } from './cadence-fields.tsx';
import { MoreFields } from './more-fields.tsx';
import { OverlapField } from './overlap-field.tsx';
import { missingOf, type ScheduleDraft } from './schedule-draft.ts';
import { StartFields } from './start-fields.tsx';
import { usePreview } from './use-preview.ts';
import { words } from './words.ts';

interface ScheduleFormProps {
  readonly initial: ScheduleDraft;
  readonly submitLabel: string;
  readonly pending: boolean;
  /** Of the last try to save. */
  readonly error: unknown;
  readonly onSubmit: (draft: ScheduleDraft) => void;
  /** Not given: there is nothing to go back to. */
  readonly onCancel?: (() => void) | undefined;
}

export function ScheduleForm({
  initial,
  submitLabel,
  pending,
  error,
  onSubmit,
  onCancel,
}: ScheduleFormProps) {
  const [draft, setDraft] = useState(initial);
  const [wasTried, setTried] = useState(false);
  const preview = usePreview(draft);
  const set = (change: Partial<ScheduleDraft>) => setDraft((before) => ({ ...before, ...change }));
  const problems = problemsOf(error);
  const missing = missingOf(draft);
  const errors: Readonly<Record<string, string>> = {
    ...Object.fromEntries(problems.map(({ path, message }) => [path, message])),
    ...Object.fromEntries((preview?.problems ?? []).map(({ path, message }) => [`spec.${path}`, message])),
    ...(wasTried ? missing : {}),
  };
  const inputErrors = codeOf(error) === 'FORM_INVALID' ? errorsOfCall(problems, 'start.input') : noErrors;
  const submit = () => {
    setTried(true);
    if (Object.keys(missing).length === 0) onSubmit(draft);
  };
  return (
    <form
      className="flex flex-col gap-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field label={words.name} help={words.nameHelp} required error={errors['name']}>
        <Input
          value={draft.name}
          maxLength={200}
          onChange={(event) => set({ name: event.target.value })}
          autoComplete="off"
        />
      </Field>
      <Card>
        <CardHeader title={words.what} />
        <CardBody>
          <StartFields draft={draft} set={set} errors={errors} inputErrors={inputErrors} />
        </CardBody>
      </Card>
      <Card>
        <CardHeader title={words.when} />
        <CardBody className="grid gap-5 lg:grid-cols-2">
          <CadenceFields cadence={draft.cadence} onChange={(cadence) => set({ cadence })} errors={errors} />
          <CadencePreview
            preview={preview}
            timeZone={draft.cadence.mode === 'interval' ? null : draft.cadence.timeZone}
          />
        </CardBody>
      </Card>
      <OverlapField label={words.overlap} value={draft.overlap} onChange={(overlap) => set({ overlap })} />
      <MoreFields draft={draft} set={set} errors={errors} />
      {wasTried && Object.keys(missing).length > 0 && <Alert tone="failed" title={words.fix} />}
      {error !== null && <Alert tone="failed" title={messageOf(error)} />}
      <div className="flex justify-end gap-2">
        {onCancel !== undefined && (
          <Button variant="ghost" onClick={onCancel}>
            {words.cancel}
          </Button>
        )}
        <Button type="submit" variant="primary" pending={pending}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
