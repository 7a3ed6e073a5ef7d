'use client';
// The settings of an approval: what is asked, of whom, until when, and which answers there are.
import { FormBuilder } from './form-builder.tsx';
import {
  DurationSetting,
  JsonSetting,
  ListSetting,
  NumberSetting,
  SwitchSetting,
  TextSetting,
} from './setting-fields.tsx';
import { Folded, Section } from './section.tsx';

export function HumanForm() {
  return (
    <>
      <Section title="What is asked">
        <TextSetting
          path={['title']}
          label="Title"
          required
          placeholder="Release {{ input.version }}?"
          help="One sentence, seen in the inbox."
        />
        <TextSetting
          path={['instructions']}
          label="Instructions"
          rows={4}
          optional
          placeholder="What to look at before deciding. Markdown."
        />
        <ListSetting
          path={['outcomes']}
          label="Answers"
          help="Each is a way out of this node. “reject” takes its own way; failing takes the error way."
          add="Add an answer"
          initial="answer"
          min={1}
          mode="word"
        />
      </Section>
      <Section title="Who decides">
        <ListSetting
          path={['assignees']}
          label="People and roles"
          help="role:release or person:ana@example.com. Nobody named: everyone who may decide."
          placeholder="role:release"
          add="Add a person or role"
          initial="role:approver"
        />
        <SwitchSetting
          path={['requesterMayNotApprove']}
          label="Four eyes"
          help="Whoever started the run may not decide it."
        />
      </Section>
      <Section title="Form">
        <FormBuilder path={['form']} />
      </Section>
      <Folded title="Time" summary="due, timeout, priority">
        <DurationSetting path={['dueIn']} label="Due in" placeholder="2 days" />
        <DurationSetting
          path={['timeout']}
          label="Give up after"
          help="Then the error way is taken."
          placeholder="never"
        />
        <NumberSetting
          path={['priority']}
          label="Priority"
          help="0 to 100; higher comes first."
          min={0}
          max={100}
          step={1}
          placeholder="0"
        />
      </Folded>
      <Folded title="What they see" summary="facts beside the form">
        <JsonSetting
          path={['context']}
          label="Facts"
          optional
          help="JSON; texts may hold {{ expressions }}."
        />
      </Folded>
    </>
  );
}
