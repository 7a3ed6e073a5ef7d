'use client';
// What most schedules leave as it is.
import type { ReactNode } from 'react';

import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import type { ScheduleDraft } from './schedule-draft.ts';
import { words } from './words.ts';

interface MoreFieldsProps {
  readonly draft: ScheduleDraft;
  readonly set: (change: Partial<ScheduleDraft>) => void;
  readonly errors: Readonly<Record<string, string>>;
}

type TextField = 'catchUp' | 'jitter' | 'remaining' | 'taskQueue' | 'runTimeout' | 'startAt' | 'endAt';

const fields: readonly {
  readonly name: TextField;
  readonly path: string;
  readonly help?: string;
  readonly type?: string;
}[] = [
  { name: 'catchUp', path: 'catchUpWindow', help: words.catchUpHelp },
  { name: 'jitter', path: 'spec.jitter', help: words.jitterHelp },
  { name: 'startAt', path: 'spec.startAtMs', help: words.boundsHelp, type: 'datetime-local' },
  { name: 'endAt', path: 'spec.endAtMs', help: words.boundsHelp, type: 'datetime-local' },
  { name: 'remaining', path: 'remaining', help: words.remainingHelp },
  { name: 'runTimeout', path: 'start.runTimeout', help: words.runTimeoutHelp },
  { name: 'taskQueue', path: 'start.taskQueue' },
];

export function MoreFields({ draft, set, errors }: MoreFieldsProps): ReactNode {
  const isWrong = fields.some(({ path }) => errors[path] !== undefined);
  return (
    <details className="group" {...(isWrong ? { open: true } : {})}>
      <summary className="cursor-pointer rounded-sm text-sm font-medium text-text">{words.more}</summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
        {fields.map(({ name, path, help, type = 'text' }) => (
          <Field key={name} label={words[name]} help={help} error={errors[path]}>
            <Input
              type={type}
              value={draft[name]}
              onChange={(event) => set({ [name]: event.target.value })}
              autoComplete="off"
            />
          </Field>
        ))}
      </div>
    </details>
  );
}
