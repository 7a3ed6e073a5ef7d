'use client';
// How often, in simple words or as cron; with the times that come of it.
import { useState } from 'react';

import type { SchedulePreview } from '../../../server/views/schedules.ts';
import { Combobox } from '../../ui/combobox.tsx';
import { cx } from '../../ui/cx.ts';
import { Field } from '../../ui/field.tsx';
import { Input, Select, Textarea } from '../../ui/input.tsx';
import { Segments } from '../../ui/toggles.tsx';
import { ownZone, TickList } from '../zone-time.tsx';
import type { CadenceDraft } from './schedule-draft.ts';
import { modes, units, weekdays, words } from './words.ts';

interface CadenceFieldsProps {
  readonly cadence: CadenceDraft;
  readonly onChange: (cadence: CadenceDraft) => void;
  /** By path: `spec.cron.0`. */
  readonly errors: Readonly<Record<string, string>>;
}

export function CadenceFields({ cadence, onChange, errors }: CadenceFieldsProps) {
  const set = (change: Partial<CadenceDraft>) => onChange({ ...cadence, ...change });
  return (
    <div className="flex flex-col gap-4">
      <Segments
        label={words.how}
        value={cadence.mode}
        onValueChange={(mode) => set({ mode })}
        options={modes}
        className="self-start max-sm:w-full"
      />
      {cadence.mode === 'interval' && <IntervalFields cadence={cadence} set={set} errors={errors} />}
      {cadence.mode === 'weekly' && <WeekdayField cadence={cadence} set={set} errors={errors} />}
      {cadence.mode === 'monthly' && <DayField cadence={cadence} set={set} />}
      {cadence.mode === 'cron' && <CronField cadence={cadence} set={set} errors={errors} />}
      {cadence.mode !== 'interval' && (
        <div className={cx('grid gap-4', cadence.mode !== 'cron' && 'sm:grid-cols-[8rem_minmax(0,1fr)]')}>
          {cadence.mode !== 'cron' && (
            <Field label={words.time} error={errors['spec.time']}>
              <Input
                type="time"
                value={cadence.time}
                onChange={(event) => set({ time: event.target.value })}
              />
            </Field>
          )}
          <ZoneField
            value={cadence.timeZone}
            onChange={(timeZone) => set({ timeZone })}
            error={errors['spec.timeZone']}
          />
        </div>
      )}
    </div>
  );
}

interface PartProps {
  readonly cadence: CadenceDraft;
  readonly set: (change: Partial<CadenceDraft>) => void;
  readonly errors?: Readonly<Record<string, string>>;
}

function IntervalFields({ cadence, set, errors = {} }: PartProps) {
  return (
    <div className="flex flex-wrap items-start gap-3">
      <Field label={words.every} error={errors['spec.every']} className="w-28">
        <Input
          inputMode="numeric"
          value={cadence.every}
          onChange={(event) => set({ every: event.target.value })}
          autoComplete="off"
        />
      </Field>
      <Field label={words.unit} className="w-40">
        <Select options={units} value={cadence.unit} onValueChange={(unit) => set({ unit })} />
      </Field>
      <Field label={words.offset} help={words.offsetHelp} error={errors['spec.offset']} className="w-36">
        <Input
          value={cadence.offset}
          onChange={(event) => set({ offset: event.target.value })}
          autoComplete="off"
        />
      </Field>
    </div>
  );
}

function WeekdayField({ cadence, set, errors = {} }: PartProps) {
  const error = errors['spec.weekdays'];
  const toggle = (day: number) => {
    const isOn = cadence.weekdays.includes(day);
    set({ weekdays: isOn ? cadence.weekdays.filter((one) => one !== day) : [...cadence.weekdays, day] });
  };
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium text-text">{words.days}</legend>
      <div className="grid grid-cols-7 gap-1 sm:gap-1.5">
        {weekdays.map(({ value, short, long }) => (
          <label
            key={value}
            className="relative flex h-8 cursor-pointer items-center justify-center rounded-md border border-line-strong bg-surface text-sm font-medium text-text-2 shadow-1 hover:bg-hover has-checked:border-accent has-checked:bg-accent-tint has-checked:text-accent-text has-focus-visible:outline-2 has-focus-visible:outline-focus pointer-coarse:h-11"
          >
            <input
              type="checkbox"
              aria-label={long}
              checked={cadence.weekdays.includes(value)}
              onChange={() => toggle(value)}
              className="absolute inset-0 cursor-pointer appearance-none outline-none"
            />
            {short}
          </label>
        ))}
      </div>
      {error !== undefined && <p className="mt-1.5 text-xs text-failed">{error}</p>}
    </fieldset>
  );
}

const days = [
  ...Array.from({ length: 31 }, (_, n) => ({ value: String(n + 1), label: String(n + 1) })),
  { value: 'L', label: words.lastDay },
];

function DayField({ cadence, set }: PartProps) {
  return (
    <Field label={words.day} className="w-44">
      <Select options={days} value={cadence.day} onValueChange={(day) => set({ day })} />
    </Field>
  );
}

function CronField({ cadence, set, errors = {} }: PartProps) {
  const error = Object.entries(errors).find(([path]) => path.startsWith('spec.cron'))?.[1];
  return (
    <Field label={words.cron} help={words.cronHelp} error={error}>
      <Textarea
        mono
        rows={2}
        spellCheck={false}
        autoComplete="off"
        value={cadence.cron}
        onChange={(event) => set({ cron: event.target.value })}
      />
    </Field>
  );
}

interface ZoneFieldProps {
  readonly value: string;
  readonly onChange: (zone: string) => void;
  readonly error: string | undefined;
}

function ZoneField({ value, onChange, error }: ZoneFieldProps) {
  const [items] = useState(() => {
    const all = new Set(['UTC', ownZone(), value, ...Intl.supportedValuesOf('timeZone')]);
    return [...all].map((zone) => ({ value: zone, label: zone }));
  });
  return (
    <Field label={words.zone} help={words.zoneHelp} error={error}>
      <Combobox items={items} value={value} onValueChange={(zone) => zone !== null && onChange(zone)} />
    </Field>
  );
}

interface PreviewProps {
  readonly preview: SchedulePreview | undefined;
  readonly timeZone: string | null;
}

export function CadencePreview({ preview, timeZone }: PreviewProps) {
  return (
    <section aria-label={words.preview} className="rounded-md border border-line bg-sunken p-3">
      <p className="mb-2 text-sm font-medium text-text" aria-live="polite">
        {preview?.cadence ?? words.preview}
      </p>
      {preview !== undefined && preview.ticksMs.length > 0 && (
        <TickList ticksMs={preview.ticksMs} timeZone={timeZone} />
      )}
      {preview !== undefined && preview.problems.length > 0 && (
        <p className="text-sm text-text-2">{words.noTimes}</p>
      )}
    </section>
  );
}
