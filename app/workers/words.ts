// What the list of workers says.
import type { GlyphName } from '../ui/status.tsx';

export const words = {
  title: 'Workers',
  description:
    'The processes that run activities and hold sessions. Each proves that it is alive by its lease.',
  none: 'No worker is running',
  noneText: 'Nothing can move until one is. Start one beside your code:',
  command: 'npx baton worker ./workflows.ts --queue default',
  stopped: 'Show stopped and lost ones',
  columns: {
    worker: 'Worker',
    state: 'State',
    queues: 'Task queues',
    sessions: 'Sessions',
    resources: 'Resources',
    lease: 'Lease',
    started: 'Up',
  },
  noSessions: 'none',
  /** After what all workers of the host have together. */
  ofHost: '(host)',
  activities: 'Activities',
  workflows: 'Workflows',
  running: 'Running now',
  runningNone: 'No activity at this moment.',
  held: 'Sessions held',
  heldNone: 'None.',
  slots: 'Activity slots',
  build: 'Build',
  show: 'Show details of',
  ownsRuns: 'Decides for runs',
  onlyActivities: 'Runs activities only',
} as const;

export const states: Record<
  'active' | 'draining' | 'stopped' | 'lost',
  { readonly glyph: GlyphName; readonly word: string }
> = {
  active: { glyph: 'running', word: 'Active' },
  draining: { glyph: 'waiting', word: 'Draining' },
  stopped: { glyph: 'cancelled', word: 'Stopped' },
  lost: { glyph: 'failed', word: 'Lost' },
};
