'use client';
// Timeouts and retries of an activity or an HTTP request.
import type { Json } from '@baton/core';
import { durationWord } from '../../canvas/model/summary.ts';
import { DurationSetting, ListSetting, NumberSetting, WordSetting } from './setting-fields.tsx';
import { Folded } from './section.tsx';
import { useSetting } from './use-setting.ts';

export function OptionsForm() {
  const { value } = useSetting(['options']);
  const options = asRecord(value);
  const retry = asRecord(options['retry']);
  const limit = options['startToClose'] ?? options['scheduleToClose'];
  const attempts = retry['maxAttempts'];
  return (
    <>
      <Folded title="Time limits" summary={isDuration(limit) ? durationWord(limit) : 'none'}>
        <DurationSetting path={['options', 'startToClose']} label="One attempt may take" />
        <DurationSetting path={['options', 'scheduleToClose']} label="All attempts together" />
        <DurationSetting path={['options', 'scheduleToStart']} label="Waiting for a worker" />
        <DurationSetting
          path={['options', 'heartbeat']}
          label="Between heartbeats"
          help="An attempt that is silent for longer is lost, and tried again."
        />
      </Folded>
      <Folded
        title="Retries"
        summary={typeof attempts === 'number' ? `at most ${String(attempts)} attempts` : 'no limit'}
      >
        <NumberSetting
          path={['options', 'retry', 'maxAttempts']}
          label="Attempts at most"
          min={1}
          max={1_000_000}
          step={1}
          placeholder="no limit"
        />
        <DurationSetting
          path={['options', 'retry', 'initial']}
          label="Wait before the second"
          placeholder="1 second"
        />
        <NumberSetting
          path={['options', 'retry', 'coefficient']}
          label="Each wait is longer by"
          help="2: each is twice the one before."
          min={1}
          max={100}
          step={0.1}
          placeholder="2"
        />
        <DurationSetting path={['options', 'retry', 'max']} label="Longest wait" placeholder="100 seconds" />
        <ListSetting
          path={['options', 'retry', 'nonRetryable']}
          label="Never retried"
          help="Names of errors."
          add="Add an error’s name"
          initial="ValidationError"
          mode="word"
        />
      </Folded>
      <Folded
        title="Where"
        summary={typeof options['taskQueue'] === 'string' ? options['taskQueue'] : 'the run’s own queue'}
      >
        <WordSetting
          path={['options', 'taskQueue']}
          label="Task queue"
          help="Only workers of this queue take it. Empty: the run’s own queue."
          placeholder="default"
        />
      </Folded>
    </>
  );
}

function asRecord(value: Json | undefined): Readonly<Record<string, Json | undefined>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : {};
}
function isDuration(value: Json | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
