'use client';
// The settings of a session: its limits, what it takes of a worker, and what happens when that worker is lost.
import { sessionFailureReasons, type Json } from '@baton/core';
import { useQuery } from '@tanstack/react-query';
import { durationWord } from '../../canvas/model/summary.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/toggles.tsx';
import { ActivityChoice } from './activity-form.tsx';
import { AmountsSetting } from './amounts-setting.tsx';
import { Folded, Section } from './section.tsx';
import {
  DurationSetting,
  JsonSetting,
  NumberSetting,
  SelectSetting,
  WordSetting,
} from './setting-fields.tsx';
import { useSetting } from './use-setting.ts';

export function SessionForm() {
  return (
    <>
      <Section title="The session">
        <DurationSetting
          path={['creationTimeout']}
          label="Wait for a worker at most"
          required
          help="In all. Then its error way is taken, with a SessionCreationTimeoutError."
        />
        <DurationSetting
          path={['executionTimeout']}
          label="Keep the worker at most"
          required
          help="Counts from when it opens, also while its worker is away."
        />
        <DurationSetting
          path={['idleTimeout']}
          label="Free it when idle for"
          placeholder="never"
          help="When nothing has run in it for so long."
        />
        <WordSetting
          path={['taskQueue']}
          label="Task queue"
          placeholder="the run’s own"
          help="Workers of this queue that take sessions."
        />
        <AmountsSetting path={['resources']} />
        <WordSetting
          path={['buildId']}
          label="Build"
          placeholder="any"
          help="Only workers that say this build id. Text with {{ expressions }}."
        />
      </Section>
      <LossSection />
      <AgainSection />
      <CleanupSection />
    </>
  );
}

function LossSection() {
  const waits = useSetting(['onWorkerLost']).value === 'reestablish';
  const timeout = useSetting(['reestablishTimeout']).value;
  return (
    <Section title="If the worker is lost">
      <SelectSetting
        path={['onWorkerLost']}
        label="Then"
        initial="fail"
        options={[
          { value: 'fail', label: 'the session fails' },
          { value: 'reestablish', label: 'wait for the same worker to come back' },
        ]}
        help={
          waits
            ? 'The worker needs a key that survives its restart. What ran is tried again from its checkpoint.'
            : 'What runs inside is cancelled; then begin again, or take the error way.'
        }
      />
      {(waits || timeout !== undefined) && (
        <DurationSetting path={['reestablishTimeout']} label="Wait for it at most" placeholder="1 minute" />
      )}
    </Section>
  );
}

/** Whether `SessionFailureReason`s are retried by default, and how people call them. */
const reasons: Readonly<Record<(typeof sessionFailureReasons)[number], readonly [boolean, string]>> = {
  WORKER_LOST: [true, 'its worker was lost'],
  WORKER_SHUTDOWN: [true, 'its worker was shut down'],
  STATE_LOST: [true, 'its worker came back without its state'],
  EXECUTION_TIMEOUT: [false, 'it took too long'],
  OPERATOR: [false, 'an operator ended it'],
};

function AgainSection() {
  const attempts = useSetting(['maxAttempts']).value;
  const retryOn = useSetting(['retryOn']);
  const isAgain = (typeof attempts === 'number' && attempts > 1) || retryOn.value !== undefined;
  const chosen = Array.isArray(retryOn.value)
    ? (retryOn.value as readonly Json[])
    : sessionFailureReasons.filter((reason) => reasons[reason][0]);
  return (
    <Folded
      title="Begin again"
      summary={typeof attempts === 'number' && attempts > 1 ? `at most ${String(attempts)} sessions` : 'no'}
    >
      <NumberSetting
        path={['maxAttempts']}
        label="Sessions at most"
        min={1}
        max={1_000}
        step={1}
        placeholder={retryOn.value === undefined ? '1' : '3'}
        help="All that is inside runs again from its beginning, in a new session."
      />
      {isAgain && (
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 text-sm font-medium text-text">When</legend>
          {sessionFailureReasons.map((reason) => (
            <Checkbox
              key={reason}
              label={reasons[reason][1]}
              checked={chosen.includes(reason)}
              disabled={retryOn.readOnly}
              onCheckedChange={(isOn) =>
                retryOn.set(
                  sessionFailureReasons.filter((one) => (one === reason ? isOn : chosen.includes(one))),
                )
              }
            />
          ))}
          {retryOn.error !== undefined && <p className="text-xs text-failed">{retryOn.error}</p>}
        </fieldset>
      )}
    </Folded>
  );
}

function CleanupSection() {
  const trpc = useTRPC();
  const types = useQuery(trpc.activityTypes.list.queryOptions()).data ?? [];
  const cleanup = useSetting(['cleanup']);
  const timeout = useSetting(['cleanupTimeout']);
  const activity = useSetting(['cleanup', 'activity']);
  const name = typeof activity.value === 'string' ? activity.value : null;
  const limit = typeof timeout.value === 'string' ? timeout.value : '1 minute';
  return (
    <Folded title="Clean up" summary={name === null ? 'nothing' : `${name}, ${durationWord(limit)}`}>
      <p className="text-xs text-text-3">
        An activity that runs on the session’s worker before it is let go, also after a failure or a cancel;
        not if the worker is lost.
      </p>
      {name === null ? (
        !cleanup.readOnly && (
          <Button size="sm" className="self-start" onClick={() => cleanup.set({ activity: '' })}>
            Add a cleanup
          </Button>
        )
      ) : (
        <>
          <ActivityChoice types={types} name={name} setting={activity} />
          <JsonSetting
            path={['cleanup', 'input']}
            label="Input"
            rows={3}
            optional
            help="JSON; texts may hold {{ expressions }}."
          />
          <DurationSetting path={['cleanupTimeout']} label="It may take" placeholder="1 minute" />
          {!cleanup.readOnly && (
            <Button size="sm" variant="ghost" className="self-start" onClick={() => cleanup.set(undefined)}>
              Remove the cleanup
            </Button>
          )}
        </>
      )}
    </Folded>
  );
}
