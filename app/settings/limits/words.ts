// What the settings of limits say.
import type { LimitScope, LimitSettings } from '@baton/core';

export const words = {
  title: 'Limits',
  description:
    'How much may run at a time, and how often it may start, over all workers. What is set here stands before what the code declares.',
  create: 'New limit',
  createTitle: 'New limit',
  editTitle: 'Change limit',
  scope: 'On',
  maxConcurrent: 'At the same time',
  maxConcurrentHelp:
    'Attempts that may run. 0 stops new starts; what runs is never killed. Empty: any number.',
  perSecond: 'Starts in a second',
  perSecondHelp: 'On average, retries included. Empty: any number.',
  burst: 'At once after a rest',
  burstHelp: 'Starts that may come together. Empty: those of a second.',
  freeAsync: 'Completed from outside: give the place back early',
  freeAsyncHelp: 'An attempt that waits for its completion from outside keeps its place unless this is on.',
  save: 'Save limit',
  cancel: 'Cancel',
  neither: 'Give a number at the same time, or in a second, or both.',
  none: 'No limit is set',
  noneText: 'Activities run as soon as a worker has room for them.',
  columns: { what: 'On', limits: 'Limits', use: 'In use', waiting: 'Waiting', actions: 'Actions' },
  edit: 'Change',
  remove: 'Remove',
  removeTitle: 'Remove this limit?',
  removeText: 'What waits for it may begin at once.',
  backToCode: 'What the code declares holds again:',
  fromCode: 'From the code',
  setBy: 'Set by',
} as const;

export const scopeWords: Record<
  LimitScope,
  { readonly label: string; readonly name: string; readonly help: string }
> = {
  queue: { label: 'Task queue', name: 'Task queue', help: 'Everything in it counts.' },
  activity: { label: 'Activity', name: 'Name of the activity', help: 'In all task queues.' },
  key: {
    label: 'Key',
    name: 'Key',
    help: 'Activities with this limitKey, e.g. a tenant. * limits each key that has no limit of its own.',
  },
};

/** `5 at a time, 10 in a second`. */
export function limitText({ maxConcurrent, perSecond, burst, whileAsync }: LimitSettings): string {
  const parts = [
    ...(maxConcurrent === null ? [] : [`${maxConcurrent.toLocaleString('en')} at a time`]),
    ...(perSecond === null ? [] : [`${perSecond.toLocaleString('en')} in a second, up to ${burst} at once`]),
    ...(whileAsync === 'free' ? ['free while async'] : []),
  ];
  return parts.join(', ');
}
