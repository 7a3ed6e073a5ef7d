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
