// What the settings of retention say.
export const words = {
  title: 'Retention',
  description:
    'When a run that has ended leaves the database, with its history, its tasks and its sessions. Runs that are open never leave, and the audit stays.',
  keep: 'Keep runs that have ended',
  forDays: 'For some days',
  forEver: 'For ever',
  days: 'Days',
  daysHelp: 'Counted from the end of the run. What has left can’t be brought back.',
  save: 'Save',
  saved: 'Saved. Runs that are older leave in the background, a few at a time.',
  confirmTitle: 'Let older runs leave?',
  confirm: 'Keep them for less time',
  readOnly: 'Administrators change this.',
} as const;

/** `Runs that have ended are kept for 90 days.` */
export function keepText(keepDays: number | null): string {
  if (keepDays === null) return 'Runs that have ended are kept for ever.';
  return `Runs that have ended are kept for ${keepDays === 1 ? 'a day' : `${keepDays.toLocaleString('en')} days`}.`;
}

export function confirmText(keepDays: number): string {
  const days = keepDays === 1 ? 'a day' : `${keepDays.toLocaleString('en')} days`;
  return `Runs that ended more than ${days} ago leave within the next half hour, or longer if they are many. They can’t be brought back.`;
}

/** Less time than before: what is kept now may leave. */
export function keepsLess(from: number | null, to: number | null): boolean {
  return to !== null && (from === null || to < from);
}
