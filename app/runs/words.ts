// What the list of runs says.

export const words = {
  title: 'Runs',
  start: 'Start run',
  search: 'Search by id or name',
  status: 'Status',
  workflow: 'Any workflow',
  waiting: 'Waiting for',
  since: 'Started',
  clear: 'Clear filters',
  more: 'Show more',
  searchedTo: 'Runs were looked through back to those started',
  searchOn: 'Look through older ones',
  noneTitle: 'No runs yet',
  noneText: 'A run is one go of a workflow. Start one, or call the API.',
  filteredTitle: 'No run fits these filters',
  filteredText: 'Take a filter away to see more.',
  openWorkflows: 'Open workflows',
  columns: {
    run: 'Run',
    status: 'Status',
    waiting: 'Waiting for',
    started: 'Started',
    duration: 'Duration',
    by: 'Started by',
  },
  blocked: 'Blocked',
} as const;

export const statusOptions = [
  { value: '', label: 'Any status' },
  { value: 'running', label: 'Running' },
  { value: 'completed', label: 'Completed' },
  { value: 'failed,timedOut', label: 'Failed or timed out' },
  { value: 'cancelled,terminated', label: 'Cancelled or terminated' },
  { value: 'continuedAsNew', label: 'Continued as new' },
] as const;

export const waitingOptions = [
  { value: '', label: 'Waiting or not' },
  { value: 'approval', label: 'For a person' },
  { value: 'signal', label: 'For a signal' },
  { value: 'timer', label: 'For a timer' },
  { value: 'worker', label: 'For a worker' },
  { value: 'session', label: 'For a session' },
] as const;

export const sinceOptions = [
  { value: '', label: 'At any time' },
  { value: '1h', label: 'In the last hour' },
  { value: '24h', label: 'In the last 24 hours' },
  { value: '7d', label: 'In the last 7 days' },
  { value: '30d', label: 'In the last 30 days' },
] as const;

/** What an action on many runs says. */
export const batchWords = {
  open: 'Act on these runs…',
  title: 'Act on all of these runs',
  description:
    'It applies to every run that the filters show now, on all pages; not to those that start later.',
  counting: 'Counting…',
  fits: (count: number) =>
    count === 1 ? 'One run fits the filters.' : `${String(count)} runs fit the filters.`,
  runs: (count: number) => (count === 1 ? '1 run' : `${String(count)} runs`),
  keep: 'Keep as they are',
  action: 'Action',
  actions: [
    { value: 'cancel', label: 'Cancel' },
    { value: 'terminate', label: 'Terminate' },
    { value: 'signal', label: 'Send a signal' },
    { value: 'reset', label: 'Reset to the last decision' },
  ],
  confirm: { cancel: 'Cancel', terminate: 'Terminate', signal: 'Signal', reset: 'Reset' },
  help: {
    cancel: 'Their workflows are told, may clean up, and then end. Runs that have ended are left alone.',
    terminate: 'They end at once, without clean-up. Runs that have ended are left alone.',
    signal: 'Each gets it once. Runs that have ended are left alone.',
    reset: 'New runs begin with what these have done until then; open ones are ended.',
  },
  signal: 'Signal',
  reason: 'Reason',
  reasonHelp: 'Stands in the histories and in the audit.',
  states: { running: 'Working on it', done: 'Done', stopped: 'Stopped' },
  goesOn: 'It goes on when you close this window.',
  progress: 'Runs seen to',
  counts: ({ done, skipped, failed, total }: Record<'done' | 'skipped' | 'failed' | 'total', number>) =>
    [
      `${String(done)} of ${String(total)} done`,
      ...(skipped === 0 ? [] : [`${String(skipped)} had ended`]),
      ...(failed === 0 ? [] : [`${String(failed)} failed`]),
    ].join(', '),
  stop: 'Stop',
  close: 'Close',
} as const;
