'use client';
// The form of each kind of node. A new kind doesn't compile until it has one.
import type { NodeKind } from '@baton/core';
import type { ReactNode } from 'react';
import { ActivityForm } from './activity-form.tsx';
import { BranchForm } from './branch-form.tsx';
import { FormBuilder } from './form-builder.tsx';
import { HumanForm } from './human-form.tsx';
import { OptionsForm } from './options-form.tsx';
import { Folded, Section } from './section.tsx';
import { SessionForm } from './session-form.tsx';
import { DurationSetting, JsonSetting, SelectSetting, TextSetting, WordSetting } from './setting-fields.tsx';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function StartForm() {
  return (
    <Section title="What a run is given">
      <FormBuilder path={['input']} />
      <p className="text-xs text-text-3">Expressions read it as input.field. Starting a run asks for it.</p>
    </Section>
  );
}

function HttpForm() {
  return (
    <>
      <Section title="Request">
        <SelectSetting
          path={['method']}
          label="Method"
          initial="GET"
          options={methods.map((method) => ({ value: method, label: method }))}
        />
        <TextSetting
          path={['url']}
          label="URL"
          required
          placeholder="https://api.example.com/orders/{{ input.id }}"
        />
        <JsonSetting
          path={['headers']}
          label="Headers"
          rows={2}
          optional
          help='JSON, e.g. {"accept": "application/json"}'
        />
        <JsonSetting
          path={['body']}
          label="Body"
          rows={4}
          optional
          help="JSON; texts may hold {{ expressions }}."
        />
      </Section>
      <OptionsForm />
    </>
  );
}

function TimerForm() {
  return (
    <Section title="How long">
      <DurationSetting path={['duration']} label="Wait for" />
      <TextSetting
        path={['until']}
        label="or until"
        optional
        placeholder="{{ input.dueAt }}"
        help="A time as ISO text. Leave the other field empty."
      />
    </Section>
  );
}

function SignalForm() {
  return (
    <Section title="What is awaited">
      <WordSetting
        path={['signal']}
        label="Signal"
        required
        placeholder="paid"
        help="Sent by client.signal, by the API or from the run’s page."
      />
      <DurationSetting path={['timeout']} label="Give up after" placeholder="never" />
    </Section>
  );
}

function JoinForm() {
  return (
    <Section title="When to go on">
      <SelectSetting
        path={['mode']}
        label="Goes on when"
        initial="all"
        options={[
          { value: 'all', label: 'all ways have arrived' },
          { value: 'any', label: 'the first has arrived' },
        ]}
      />
    </Section>
  );
}

function ParallelForm() {
  return (
    <Section title="In parallel">
      <p className="text-sm text-text-2">
        All wires that leave this node are taken at once. Bring them together again with a Join.
      </p>
    </Section>
  );
}

function TransformForm() {
  return (
    <Section title="Result">
      <JsonSetting
        path={['output']}
        label="Output"
        rows={10}
        help="JSON; texts may hold {{ expressions }}. A text that is one expression keeps the type of its value."
      />
    </Section>
  );
}

function FailForm() {
  return (
    <Section title="How it fails">
      <TextSetting
        path={['message']}
        label="Message"
        required
        rows={2}
        placeholder="No funds on account {{ input.account }}"
      />
      <Folded title="Name of the error" summary="for those who catch it">
        <TextSetting path={['name']} label="Name" optional placeholder="NoFunds" />
      </Folded>
    </Section>
  );
}

function EndForm() {
  return (
    <Section title="Result of the run">
      <JsonSetting
        path={['output']}
        label="Result"
        rows={6}
        optional
        help="JSON; texts may hold {{ expressions }}. Empty: null."
      />
    </Section>
  );
}

export const kindForms: Record<NodeKind, () => ReactNode> = {
  start: StartForm,
  activity: ActivityForm,
  http: HttpForm,
  human: HumanForm,
  timer: TimerForm,
  signal: SignalForm,
  branch: BranchForm,
  parallel: ParallelForm,
  join: JoinForm,
  session: SessionForm,
  transform: TransformForm,
  fail: FailForm,
  end: EndForm,
};
