import { cadenceWords, type Cadence } from '@baton/core';
import { describe, expect, it } from 'vitest';

import type { ScheduleDetail } from '../../../server/views/schedules.ts';
import { cronOf, draftOf, emptyDraft, missingOf, settingsOf, specOf } from './schedule-draft.ts';

function schedule(cadence: Cadence): ScheduleDetail {
  return {
    scheduleId: 's',
    name: 'S',
    start: { kind: 'design', designId: 'd', version: 3, name: 'D' },
    cadence: cadenceWords(cadence),
    timeZone: null,
    paused: false,
    note: '',
    nextTickMs: null,
    waitingTickMs: null,
    last: null,
    revision: 1,
    spec: { cadence, startAtMs: null, endAtMs: null, jitterMs: 30_000 },
    overlap: 'skip',
    catchUpMs: 5_400_000,
    remaining: 4,
    taskQueue: 'default',
    input: { n: 1 },
    runTimeoutMs: null,
    nextTicksMs: [],
    counts: { started: 0, skipped: 0, missed: 0, failed: 0 },
    createdByName: null,
    updatedByName: null,
    updatedAtMs: 0,
  };
}
const cron = (...expressions: string[]): Cadence => ({ kind: 'cron', expressions, timeZone: 'Asia/Tokyo' });
const draft = (cadence: Cadence) => draftOf(schedule(cadence), 'Europe/Berlin');

describe('a saved schedule', () => {
  it.each([
    ['0 9 * * 1-5', 'weekly'],
    ['30 17 * * *', 'weekly'],
    ['5 0 * * 0,6', 'weekly'],
    ['0 6 15 * *', 'monthly'],
    ['0 6 L * *', 'monthly'],
    ['*/5 9-17 * * 1-5', 'cron'],
    ['0 9 1 * 1', 'cron'],
  ])('%s is edited as %s, and saved as it was', (expression, mode) => {
    const { cadence } = draft(cron(expression));
    expect(cadence.mode).toBe(mode);
    expect(cronOf(cadence)).toEqual([expression]);
    expect(cadence.timeZone).toBe('Asia/Tokyo');
  });

  it('with several expressions is edited as cron, one a line', () => {
    const { cadence } = draft(cron('0 9 * * *', '0 18 * * *'));
    expect(cadence.cron).toBe('0 9 * * *\n0 18 * * *');
    expect(cronOf(cadence)).toEqual(['0 9 * * *', '0 18 * * *']);
  });

  it('comes back as it was in all its other settings', () => {
    expect(settingsOf(draft({ kind: 'interval', everyMs: 7_200_000, offsetMs: 0 }))).toEqual({
      name: 'S',
      start: { designId: 'd', version: 3, input: { n: 1 }, taskQueue: 'default' },
      spec: { every: '2 hours', jitter: '30 s' },
      overlap: 'skip',
      catchUpWindow: '1 h 30 min',
      remaining: 4,
    });
  });
});

it('an interval keeps its offset', () => {
  const { cadence } = draft({ kind: 'interval', everyMs: 3_600_000, offsetMs: 300_000 });
  expect(cadence).toMatchObject({ every: '1', unit: 'hours', offset: '5 min' });
  expect(specOf(draft({ kind: 'interval', everyMs: 1_500, offsetMs: 0 }))).toMatchObject({
    every: '1.5 seconds',
  });
});

describe('a new schedule', () => {
  it('begins as weekdays at nine, where the reader lives', () => {
    expect(specOf(emptyDraft('Europe/Berlin', null))).toEqual({
      cron: ['0 9 * * 1-5'],
      timeZone: 'Europe/Berlin',
    });
  });

  it('says what is missing, by the names that the server uses', () => {
    const empty = emptyDraft('Europe/Berlin', null);
    expect(Object.keys(missingOf(empty))).toEqual(['name', 'start']);
    const bad = {
      ...{ ...empty, name: 'x', kind: 'workflow' as const, workflow: 'w', catchUp: 'soon', remaining: '0' },
      cadence: { ...empty.cadence, weekdays: [] },
    };
    expect(Object.keys(missingOf(bad))).toEqual(['spec.weekdays', 'catchUpWindow', 'remaining']);
  });
});
