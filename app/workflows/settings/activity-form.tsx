'use client';
// The settings of an activity: which one, what it is given, how long it may take and how often it is tried.
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { Field } from '../../ui/field.tsx';
import { titleOfActivity } from '../editor/creator-items.ts';
import { OptionsForm } from './options-form.tsx';
import { SchemaForm } from './schema-form.tsx';
import { Section } from './section.tsx';
import { useSetting } from './use-setting.ts';

export function ActivityForm() {
  const trpc = useTRPC();
  const types = useQuery(trpc.activityTypes.list.queryOptions()).data;
  const setting = useSetting(['activity']);
  const name = typeof setting.value === 'string' ? setting.value : '';
  const type = types?.find((candidate) => candidate.name === name);
  const items = (types ?? []).map((candidate) => ({
    value: candidate.name,
    label: titleOfActivity(candidate.name),
    hint: candidate.workers === 0 ? 'no worker' : candidate.name,
  }));
  // An activity that no worker offers now is still the one that was chosen.
  const known =
    name === '' || items.some((item) => item.value === name)
      ? items
      : [{ value: name, label: name, hint: 'unknown' }, ...items];
  return (
    <>
      <Section title="What to do">
        <Field label="Activity" required help={type?.description ?? undefined} error={setting.error}>
          <Combobox
            items={known}
            value={name === '' ? null : name}
            placeholder="Choose an activity"
            empty="No worker offers such an activity."
            onValueChange={(value) => !setting.readOnly && value !== null && setting.set(value)}
          />
        </Field>
        {types !== undefined && name !== '' && (type === undefined || type.workers === 0) && (
          <Alert tone="waiting" title={`No worker offers “${name}” now`}>
            A run will wait here until one does.
          </Alert>
        )}
      </Section>
      <Section title="Input">
        <SchemaForm key={name} schema={type?.input ?? null} path={['input']} label="Input" />
      </Section>
      <OptionsForm />
    </>
  );
}
