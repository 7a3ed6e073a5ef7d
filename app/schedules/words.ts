// What the pages of schedules say.
import type { OverlapPolicy } from '@baton/core';

import type { ScheduleAction } from '../../server/views/schedules.ts';
import type { GlyphName } from '../ui/status.tsx';
import { wordOfRun } from '../ui/run-status.ts';

export const words = {
  title: 'Schedules',
  description:
    'What starts by itself, and when. Each tick starts one run, also when servers restart in between.',
  create: 'New schedule',
  search: 'Search schedules',
  none: 'Nothing is scheduled yet',
  noneText:
    'Let a workflow run each night, on weekdays at nine, or every ten minutes: choose what to start, and when.',
  noneRunnable: 'You need a published workflow first.',
  openWorkflows: 'Open workflows',
  filtered: 'Nothing fits',
  filteredText: 'No schedule has such a name, and none starts such a workflow.',
  columns: { name: 'Schedule', cadence: 'When', next: 'Next run', last: 'Last', state: 'State' },
  paused: 'Paused',
  ended: 'No more runs',
  never: 'not yet',
  waiting: 'Waits for the run before',
  more: 'Show more',
} as const;

/** Each policy as one would explain it to somebody. */
export const overlaps: Record<OverlapPolicy, { readonly label: string; readonly help: string }> = {
  skip: { label: 'Skip', help: 'It is left out, and the next one is tried. Good for most things.' },
  bufferOne: {
    label: 'Wait for its end',
    help: 'One waits and starts as soon as the run is over. Further ones are left out.',
  },
  allow: { label: 'Start beside it', help: 'Runs overlap, as many as there are.' },
  cancelOther: {
    label: 'Cancel the open run',
    help: 'It is asked to stop and may clean up; then the new one starts.',
  },
};

const outcomes: Record<ScheduleAction['outcome'], { readonly glyph: GlyphName; readonly word: string }> = {
  started: { glyph: 'running', word: 'Started' },
  alreadyRun: { glyph: 'skipped', word: 'Had its run before' },
  skipped: { glyph: 'skipped', word: 'Skipped: a run was open' },
  missed: { glyph: 'failed', word: 'Missed: nothing was running at that time' },
  failed: { glyph: 'failed', word: 'Could not be started' },
};

/** What became of a tick, and of its run. */
export function lookOf(action: ScheduleAction): { readonly glyph: GlyphName; readonly word: string } {
  const { outcome, runStatus, count } = action;
  if (outcome === 'started' && runStatus !== null) {
    return { glyph: glyphs[runStatus], word: wordOfRun(runStatus) };
  }
  const { glyph, word } = outcomes[outcome];
  return { glyph, word: count === 1 ? word : `${count.toLocaleString()} × ${word}` };
}

const glyphs: Record<NonNullable<ScheduleAction['runStatus']>, GlyphName> = {
  running: 'running',
  completed: 'done',
  failed: 'failed',
  timedOut: 'failed',
  cancelled: 'cancelled',
  terminated: 'cancelled',
  continuedAsNew: 'skipped',
};

export const origins: Record<ScheduleAction['origin'], string> = {
  tick: 'On time',
  trigger: 'Triggered',
  backfill: 'Backfill',
};
