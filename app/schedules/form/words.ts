// What the form of a schedule says.
import type { CadenceMode, Unit } from './schedule-draft.ts';

export const words = {
  newTitle: 'New schedule',
  newDescription: 'Choose what to start, and when. You can change everything later.',
  name: 'Name',
  nameHelp: 'It also names the runs.',
  what: 'What to start',
  kind: 'Kind of workflow',
  design: 'Drawn workflow',
  code: 'Workflow in code',
  workflow: 'Workflow',
  chooseDesign: 'Choose a published workflow…',
  noDesign: 'No published workflow fits.',
  workflowName: 'Name of the workflow',
  workflowNameHelp: 'As it is registered by a worker.',
  version: 'Version',
  latest: 'The latest, at each run',
  input: 'Input',
  inputHelp: 'JSON. Leave it empty for null.',
  when: 'When',
  how: 'How often',
  every: 'Every',
  unit: 'Unit',
  offset: 'Offset',
  offsetHelp: 'Shifts all times, e.g. by 5 min.',
  noTimes: 'No times yet.',
  days: 'On these days',
  day: 'Day of the month',
  lastDay: 'The last day',
  time: 'At',
  cron: 'Cron expressions',
  cronHelp: 'One a line: minute hour day month weekday. Six fields begin with seconds.',
  zone: 'Time zone',
  zoneHelp: 'On the day that clocks go forward, a time that is left out runs once, right after the gap.',
  preview: 'Next runs',
  previewing: 'Reading the times',
  overlap: 'When the run before is still open',
  more: 'More settings',
  catchUp: 'Catch-up window',
  catchUpHelp:
    'After a downtime, runs that are no more than this late are made up; older ones are counted as missed.',
  jitter: 'Jitter',
  jitterHelp: 'Starts up to this much later, so that many schedules don’t start at the same moment.',
  startAt: 'Not before',
  endAt: 'Not after',
  boundsHelp: 'In your time zone.',
  remaining: 'How many runs',
  remainingHelp: 'Then it ends. Empty: no end.',
  taskQueue: 'Task queue',
  runTimeout: 'A run may take',
  runTimeoutHelp: 'Then it times out. Empty: any time.',
  create: 'Create schedule',
  save: 'Save changes',
  cancel: 'Cancel',
  saved: 'The schedule is saved',
  fix: 'Some fields need attention.',
  conflict: 'Somebody else has changed this schedule since you opened it.',
  reload: 'Show the saved one',
} as const;

export const modes: readonly { readonly value: CadenceMode; readonly label: string }[] = [
  { value: 'interval', label: 'Interval' },
  { value: 'weekly', label: 'Days' },
  { value: 'monthly', label: 'Monthly' },
  { value: 'cron', label: 'Cron' },
];

export const units: readonly { readonly value: Unit; readonly label: string }[] = [
  { value: 'seconds', label: 'seconds' },
  { value: 'minutes', label: 'minutes' },
  { value: 'hours', label: 'hours' },
  { value: 'days', label: 'days' },
];

/** Monday first; 0 is Sunday, as cron counts. */
export const weekdays: readonly { readonly value: number; readonly short: string; readonly long: string }[] =
  [
    { value: 1, short: 'Mon', long: 'Monday' },
    { value: 2, short: 'Tue', long: 'Tuesday' },
    { value: 3, short: 'Wed', long: 'Wednesday' },
    { value: 4, short: 'Thu', long: 'Thursday' },
    { value: 5, short: 'Fri', long: 'Friday' },
    { value: 6, short: 'Sat', long: 'Saturday' },
    { value: 0, short: 'Sun', long: 'Sunday' },
  ];
