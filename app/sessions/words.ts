// What the list of sessions says.

import type { SessionRecord } from '../lib/records.ts';
import type { GlyphName } from '../ui/status.tsx';

export const words = {
  title: 'Sessions',
  description:
    'A session keeps several activities of a run on one worker, with the resources that it asked for.',
  open: 'Open',
  all: 'All',
  which: 'Which sessions',
  none: 'No open session',
  noneAll: 'No session yet',
  noneText: 'Runs open sessions by themselves, where their workflow has a session container.',
  toWorkers: 'See the workers',
  columns: {
    session: 'Session',
    state: 'State',
    worker: 'Worker',
    resources: 'Resources',
    time: 'Held',
    ends: 'Ends',
  },
  fail: 'End session…',
  failTitle: 'End this session?',
  failText:
    'Its activities are cancelled with the reason OPERATOR and its slot is free at once. The run sees a failed session and goes on as its workflow says.',
  waiting: 'Waiting for a worker',
  waitingText: 'In the order in which they came, by task queue. A smaller one may go first for ten seconds.',
  place: 'Place in the queue',
  build: 'build',
  aboutToOpen: 'There is room: it is about to open.',
  failReason: 'Reason',
  failConfirm: 'End session',
} as const;

interface WaitWords {
  readonly text: string;
  /** Waiting alone won't help. */
  readonly isUrgent: boolean;
}

/** Why a session waits, by what its error would say. */
const waitsForWords: Readonly<Record<NonNullable<SessionRecord['waitsFor']>, WaitWords>> = {
  NO_WORKERS: {
    text: 'NO_WORKERS: no live worker that takes sessions polls this queue. Start one.',
    isUrgent: true,
  },
  ALL_BUSY: {
    text: 'ALL_BUSY: there are workers, and all are full. It gets room when a session ends.',
    isUrgent: false,
  },
  UNSATISFIABLE: {
    text: 'UNSATISFIABLE: no live worker could ever hold it. It fails in a moment.',
    isUrgent: true,
  },
};

export function whyWaits(
  reason: NonNullable<SessionRecord['waitsFor']>,
  buildId: string | undefined,
): WaitWords {
  if (reason !== 'NO_WORKERS' || buildId === undefined) return waitsForWords[reason];
  const text = `NO_WORKERS: no live worker of build ${buildId} that takes sessions polls this queue. Start one.`;
  return { text, isUrgent: true };
}

export const reasons: Readonly<Record<string, string>> = {
  WORKER_LOST: 'worker lost',
  EXECUTION_TIMEOUT: 'out of time',
  WORKER_SHUTDOWN: 'worker was shut down',
  STATE_LOST: 'state lost',
  OPERATOR: 'ended by an operator',
  NO_WORKERS: 'no worker for its queue',
  ALL_BUSY: 'all workers busy',
  UNSATISFIABLE: 'no worker could ever hold it',
};

interface StateLook {
  readonly glyph: GlyphName;
  readonly word: string;
}

/** Always word and glyph (studio.md E4). */
export function stateOf({
  state,
  reason,
  position,
}: Pick<SessionRecord, 'state' | 'reason' | 'position'>): StateLook {
  switch (state) {
    case 'requested':
      return {
        glyph: 'waiting',
        word:
          position === null ? 'Waiting for a worker' : `Waiting for a worker, ${ordinal(position)} in queue`,
      };
    case 'open':
      return { glyph: 'running', word: 'Open' };
    case 'suspended':
      return { glyph: 'paused', word: 'Suspended: its worker is away' };
    case 'failed':
      return { glyph: 'failed', word: reason === null ? 'Failed' : `Failed: ${reasons[reason] ?? reason}` };
    case 'closed':
      return { glyph: 'done', word: 'Closed' };
  }
}

const endings = new Map([
  ['one', 'st'],
  ['two', 'nd'],
  ['few', 'rd'],
  ['other', 'th'],
]);
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });

function ordinal(place: number): string {
  return `${String(place)}${endings.get(ordinals.select(place)) ?? 'th'}`;
}
