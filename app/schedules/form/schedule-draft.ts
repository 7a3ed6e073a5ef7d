// What the form of a schedule holds, and how it becomes what is saved. Pure.
import { formatMs, isDuration, type Cadence, type Json, type OverlapPolicy } from '@baton/core';

import type { ScheduleDetail } from '../../../server/views/schedules.ts';

export type CadenceMode = 'interval' | 'weekly' | 'monthly' | 'cron';
export type Unit = 'seconds' | 'minutes' | 'hours' | 'days';

/** All as typed: also what is not valid yet. */
export interface CadenceDraft {
  readonly mode: CadenceMode;
  readonly every: string;
  readonly unit: Unit;
  /** Shifts an interval: `5 min`. Empty: not at all. */
  readonly offset: string;
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  /** `09:00`, for weekly and monthly. */
  readonly time: string;
  /** 1 to 31, or `L` for the last. */
  readonly day: string;
  /** One expression a line. */
  readonly cron: string;
  readonly timeZone: string;
}

export interface ScheduleDraft {
  readonly name: string;
  readonly kind: 'design' | 'workflow';
  readonly designId: string | null;
  /** `latest`, or a number. */
  readonly version: string;
  readonly workflow: string;
  readonly input: Json | undefined;
  readonly taskQueue: string;
  readonly cadence: CadenceDraft;
  readonly overlap: OverlapPolicy;
  readonly catchUp: string;
  readonly jitter: string;
  /** As `datetime-local` has it, in the reader's zone; empty: none. */
  readonly startAt: string;
  readonly endAt: string;
  readonly remaining: string;
  readonly runTimeout: string;
}

export const emptyCadence = (timeZone: string): CadenceDraft => ({
  mode: 'weekly',
  every: '10',
  unit: 'minutes',
  offset: '',
  weekdays: [1, 2, 3, 4, 5],
  time: '09:00',
  day: '1',
  cron: '0 9 * * 1-5',
  timeZone,
});

export function emptyDraft(timeZone: string, designId: string | null): ScheduleDraft {
  return {
    name: '',
    kind: 'design',
    designId,
    version: 'latest',
    workflow: '',
    input: undefined,
    taskQueue: 'default',
    cadence: emptyCadence(timeZone),
    overlap: 'skip',
    catchUp: '1 h',
    jitter: '',
    startAt: '',
    endAt: '',
    remaining: '',
    runTimeout: '',
  };
}

const unitMs: Record<Unit, number> = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000 };

/** The form of a schedule that is there. */
export function draftOf(schedule: ScheduleDetail, timeZone: string): ScheduleDraft {
  const { name, start, spec, input, taskQueue, overlap, catchUpMs, remaining, runTimeoutMs } = schedule;
  const { startAtMs, endAtMs, jitterMs } = spec;
  const isDesign = start.kind === 'design';
  return {
    ...emptyDraft(timeZone, isDesign ? start.designId : null),
    ...{ name, taskQueue, overlap },
    kind: start.kind,
    version: isDesign && start.version !== null ? String(start.version) : 'latest',
    workflow: isDesign ? '' : start.workflow,
    input: input ?? undefined,
    cadence: cadenceDraftOf(spec.cadence, timeZone),
    catchUp: durationText(catchUpMs),
    jitter: jitterMs === 0 ? '' : durationText(jitterMs),
    startAt: localOf(startAtMs),
    endAt: localOf(endAtMs),
    remaining: remaining === null || remaining === 0 ? '' : String(remaining),
    runTimeout: runTimeoutMs === null ? '' : durationText(runTimeoutMs),
  };
}

/** In the simplest of the form's ways that says the same. */
function cadenceDraftOf(cadence: Cadence, timeZone: string): CadenceDraft {
  if (cadence.kind === 'interval') {
    const { everyMs, offsetMs } = cadence;
    const units = Object.keys(unitMs) as Unit[];
    const unit = units.find((one) => everyMs % unitMs[one] === 0);
    const offset = offsetMs === 0 ? '' : durationText(offsetMs);
    const interval = { ...emptyCadence(timeZone), mode: 'interval' as const, offset };
    return unit === undefined
      ? { ...interval, every: String(everyMs / 1_000), unit: 'seconds' }
      : { ...interval, every: String(everyMs / unitMs[unit]), unit };
  }
  const { expressions } = cadence;
  const draft = { ...emptyCadence(cadence.timeZone), mode: 'cron' as const, cron: expressions.join('\n') };
  const [only = ''] = expressions;
  return expressions.length === 1 ? (simpleOf(only, draft) ?? draft) : draft;
}

function simpleOf(expression: string, draft: CadenceDraft): CadenceDraft | null {
  const [, minute, hour, day = '', weekday = ''] =
    /^(\d{1,2}) (\d{1,2}) (\*|\d{1,2}|L) \* (\*|[0-7](?:[-,][0-7])*)$/.exec(expression) ?? [];
  if (minute === undefined || hour === undefined) return null;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day !== '*') return weekday === '*' ? { ...draft, mode: 'monthly', time, day } : null;
  const weekdays = weekday === '*' ? [0, 1, 2, 3, 4, 5, 6] : weekdaysIn(weekday);
  return { ...draft, mode: 'weekly', time, weekdays };
}

function weekdaysIn(field: string): readonly number[] {
  const days = field.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: Math.max(0, last - first) + 1 }, (_, n) => (first + n) % 7);
  });
  return [...new Set(days)].sort();
}

export function cronOf({ mode, weekdays, time, day, cron }: CadenceDraft): readonly string[] {
  const [hour = '', minute = ''] = time.split(':').map((part) => String(Number(part)));
  if (mode === 'weekly') {
    return [`${minute} ${hour} * * ${weekdays.length === 7 ? '*' : weekdaysField(weekdays)}`];
  }
  if (mode === 'monthly') return [`${minute} ${hour} ${day} * *`];
  return cron.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
}

function weekdaysField(weekdays: readonly number[]): string {
  const sorted = [...weekdays].sort();
  return sorted.join(',') === '1,2,3,4,5' ? '1-5' : sorted.join(',');
}

/** What the server is asked and given. */
export function specOf({ cadence, startAt, endAt, jitter }: ScheduleDraft) {
  const bounds = {
    ...(startAt === '' ? {} : { startAtMs: Date.parse(startAt) }),
    ...(endAt === '' ? {} : { endAtMs: Date.parse(endAt) }),
    ...(jitter.trim() === '' ? {} : { jitter: jitter.trim() }),
  };
  if (cadence.mode === 'interval') {
    const offset = cadence.offset.trim();
    return {
      every: `${cadence.every.trim()} ${cadence.unit}`,
      ...(offset === '' ? {} : { offset }),
      ...bounds,
    };
  }
  return { cron: [...cronOf(cadence)], timeZone: cadence.timeZone, ...bounds };
}

export function settingsOf(draft: ScheduleDraft) {
  const { kind, designId, version, workflow, input, taskQueue, remaining, runTimeout } = draft;
  const options = {
    input: input ?? null,
    taskQueue: taskQueue.trim() === '' ? 'default' : taskQueue.trim(),
    ...(runTimeout.trim() === '' ? {} : { runTimeout: runTimeout.trim() }),
  };
  const fixed = version === 'latest' ? {} : { version: Number(version) };
  return {
    name: draft.name.trim(),
    start:
      kind === 'design'
        ? { designId: designId ?? '', ...fixed, ...options }
        : { workflow: workflow.trim(), ...options },
    spec: specOf(draft),
    overlap: draft.overlap,
    catchUpWindow: draft.catchUp.trim(),
    remaining: remaining.trim() === '' ? null : Number(remaining),
  };
}

/** What is missing, by the path that the server would name. */
export function missingOf(draft: ScheduleDraft): Readonly<Record<string, string>> {
  const { kind } = draft;
  return told([
    ['name', isEmpty(draft.name), 'Give it a name.'],
    ['start', kind === 'design' && draft.designId === null, 'Choose what to start.'],
    ['start.workflow', kind === 'workflow' && isEmpty(draft.workflow), 'Name the workflow.'],
    ...cadenceChecks(draft.cadence),
    ['catchUpWindow', !isDuration(draft.catchUp), 'A duration such as 10 min, 1 h or 2 days.'],
    ['spec.jitter', !isEmptyOr(draft.jitter, isDuration), 'A duration such as 30 s.'],
    ['start.runTimeout', !isEmptyOr(draft.runTimeout, isDuration), 'A duration such as 1 h.'],
    ['remaining', !isEmptyOr(draft.remaining, isCount), 'A number from 1 on, or nothing.'],
  ]);
}

/** Path, whether it is missing, and what to do. */
type Check = readonly [string, boolean, string];

function cadenceChecks(cadence: CadenceDraft): readonly Check[] {
  switch (cadence.mode) {
    case 'interval':
      return [
        ['spec.every', !(Number(cadence.every.trim()) > 0), 'A number above zero.'],
        ['spec.offset', !isEmptyOr(cadence.offset, isDuration), 'A duration such as 5 min.'],
      ];
    case 'weekly':
      return [
        ['spec.weekdays', cadence.weekdays.length === 0, 'Choose at least one day.'],
        ['spec.time', cadence.time === '', 'Choose a time.'],
      ];
    case 'monthly':
      return [['spec.time', cadence.time === '', 'Choose a time.']];
    case 'cron':
      return [['spec.cron.0', cronOf(cadence).length === 0, 'Write at least one expression.']];
  }
}

function told(checks: readonly Check[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    checks.flatMap(([path, isMissing, message]) => (isMissing ? [[path, message]] : [])),
  );
}

function isEmpty(text: string): boolean {
  return text.trim() === '';
}

function isEmptyOr(text: string, holds: (text: string) => boolean): boolean {
  return isEmpty(text) || holds(text.trim());
}

function isCount(text: string): boolean {
  return /^[1-9]\d{0,8}$/.test(text);
}

function durationText(ms: number): string {
  const text = formatMs(ms);
  // Words that can't say it exactly would change what is saved.
  return isDuration(text) && ms % 1_000 === 0 && ms < 86_400_000 ? text : `${String(ms)} ms`;
}

function localOf(atMs: number | null): string {
  if (atMs === null) return '';
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
