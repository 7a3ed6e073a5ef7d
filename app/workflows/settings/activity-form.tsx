'use client';
// The settings of an activity: which one, what it is given, how long it may take and how often it is tried.
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { Field } from '../../ui/field.tsx';
import type { ActivityType } from '../../../server/views/designs.ts';
import { titleOfActivity } from '../editor/creator-items.ts';
import { OptionsForm } from './options-form.tsx';
import { SchemaForm } from './schema-form.tsx';
import { Section } from './section.tsx';
import { type Setting, useSetting } from './use-setting.ts';

export function ActivityForm() {
  const trpc = useTRPC();
  const types = useQuery(trpc.activityTypes.list.queryOptions()).data;
  const setting = useSetting(['activity']);
  const name = typeof setting.value === 'string' ? setting.value : '';
  const type = types?.find((candidate) => candidate.name === name);
  return (
    <>
      <Section title="What to do">
        <ActivityChoice types={types ?? []} name={name} setting={setting} />
        {types !== undefined && name !== '' && <Offered name={name} type={type} />}
      </Section>
      <Section title="Input">
        <SchemaForm key={name} schema={type?.input ?? null} path={['input']} label="Input" />
      </Section>
      <OptionsForm />
    </>
  );
}

function Offered({ name, type }: { readonly name: string; readonly type: ActivityType | undefined }) {
  if (type !== undefined && type.workers > 0) return null;
  return (
    <Alert tone="waiting" title={`No worker offers “${name}” now`}>
      A run will wait here until one does.
    </Alert>
  );
}

interface ActivityChoiceProps {
  readonly types: readonly ActivityType[];
  readonly name: string;
  readonly setting: Setting;
}

export function ActivityChoice({ types, name, setting }: ActivityChoiceProps) {
  const items = types.map((type) => ({
    value: type.name,
    label: titleOfActivity(type.name),
    hint: type.workers === 0 ? 'no worker' : type.name,
  }));
  const isKnown = name === '' || items.some((item) => item.value === name);
  // An activity that no worker offers now is still the one that was chosen.
  const offered = isKnown ? items : [{ value: name, label: name, hint: 'unknown' }, ...items];
  const about = types.find((type) => type.name === name)?.description ?? undefined;
  return (
    <Field label="Activity" required help={about} error={setting.error}>
      <Combobox
        items={offered}
        value={name === '' ? null : name}
        placeholder="Choose an activity"
        empty="No worker offers such an activity."
        onValueChange={(value) => !setting.readOnly && value !== null && setting.set(value)}
      />
    </Field>
  );
}
