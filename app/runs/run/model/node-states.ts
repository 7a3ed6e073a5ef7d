// What each node of the canvas shows of a run: the fold's node states, with what only the rows know (attempts, heartbeats, queues). Pure.
import type {
  ActivityState,
  Design,
  DesignNode,
  NodeStatus,
  RunState,
  SessionState,
  TimerState,
} from '@baton/core';
import type { PendingActivity, SessionRecord } from '../../../../server/views/runs.ts';
import type { NodeLive, SessionLive } from '../../../canvas/node-live.ts';
import type { GlyphName } from '../../../ui/status.tsx';
import { progressOf } from './progress.ts';

export interface RunPicture {
  readonly state: RunState;
  /** Empty for the past: rows are about now. */
  readonly pending: readonly PendingActivity[];
  readonly sessions: readonly SessionRecord[];
  /** The moment that is shown, if it is not now: what was open then doesn't count on. */
  readonly stoppedAtMs: number | null;
}

const statusLooks: Record<NodeStatus, { readonly glyph: GlyphName; readonly words: string }> = {
  waiting: { glyph: 'waiting', words: 'Waiting' },
  running: { glyph: 'running', words: 'Running' },
  completed: { glyph: 'done', words: 'Completed' },
  failed: { glyph: 'failed', words: 'Failed' },
  skipped: { glyph: 'skipped', words: 'Skipped' },
  cancelled: { glyph: 'cancelled', words: 'Cancelled' },
};

/** By node id. Entries that say the same as before are the same objects, so that only changed nodes are drawn again. */
export function nodeStates(
  design: Design,
  picture: RunPicture,
  before: ReadonlyMap<string, NodeLive>,
): ReadonlyMap<string, NodeLive> {
  const rows = new Map(picture.pending.map((row) => [row.label ?? row.activityId, row]));
  const sessions = new Map(
    [...picture.state.sessions.values()].map((session) => [session.label ?? session.sessionId, session]),
  );
  const timers = new Map([...picture.state.timers.values()].map((timer) => [timer.label ?? '', timer]));
  const next = new Map<string, NodeLive>();
  for (const node of design.nodes) {
    const live = nodeLive(node, {
      picture,
      row: rows.get(node.id),
      session: sessions.get(node.id),
      timer: timers.get(node.id),
    });
    if (live === null) continue;
    const old = before.get(node.id);
    next.set(node.id, old !== undefined && JSON.stringify(old) === JSON.stringify(live) ? old : live);
  }
  return next;
}

interface Parts {
  readonly picture: RunPicture;
  readonly row: PendingActivity | undefined;
  readonly session: SessionState | undefined;
  readonly timer: TimerState | undefined;
}

function nodeLive(node: DesignNode, parts: Parts): NodeLive | null {
  const { picture, row, session } = parts;
  const seen = picture.state.nodes.get(node.id);
  if (seen === undefined) return null;
  const activity = seen.activityId === null ? undefined : picture.state.activities.get(seen.activityId);
  const isOpen = seen.endedAtMs === null;
  const look = (isOpen ? openLook(node, { ...parts, activity }) : null) ?? statusLooks[seen.status];
  return {
    glyph: look.glyph,
    words: seen.visits > 1 ? `${look.words}, visit ${String(seen.visits)}` : look.words,
    startedAtMs: seen.startedAtMs,
    endedAtMs: seen.endedAtMs ?? picture.stoppedAtMs,
    ...attemptOf(row, activity),
    ...beatOf(isOpen ? row : undefined),
    session: session === undefined ? null : sessionLive(session, picture.sessions),
    takenPort: seen.port,
  };
}

function attemptOf(
  row: PendingActivity | undefined,
  activity: ActivityState | undefined,
): Pick<NodeLive, 'attempt' | 'worker'> {
  if (row !== undefined) return { attempt: row.attempt, worker: row.workerKey ?? row.workerId };
  return { attempt: activity?.attempt ?? null, worker: null };
}

function beatOf(row: PendingActivity | undefined): Pick<NodeLive, 'beatAtMs' | 'progress'> {
  const beat = row?.heartbeat ?? null;
  if (beat === null) return { beatAtMs: null, progress: null };
  return { beatAtMs: beat.atMs, progress: progressOf(beat.details, beat.sequence) };
}

interface Look {
  readonly glyph: GlyphName;
  readonly words: string;
}

/** What an open node waits for, where that is known better than by its status. */
function openLook(
  node: DesignNode,
  { row, timer, activity }: Parts & { readonly activity: ActivityState | undefined },
): Look | null {
  if (node.kind === 'human' || activity?.mode === 'human')
    return { glyph: 'waiting', words: 'Waiting for a person' };
  if (timer?.status === 'pending') return { glyph: 'waiting', words: 'Waiting for the time' };
  if (activity?.status === 'cancelRequested') return { glyph: 'running', words: 'Cancelling' };
  return row === undefined ? null : rowLook(row);
}

function rowLook({ state, attempt, queue }: PendingActivity): Look {
  if (state === 'async') return { glyph: 'waiting', words: 'Waiting for its answer' };
  if (state !== 'queued') {
    return attempt > 1
      ? { glyph: 'retrying', words: `Attempt ${String(attempt)}` }
      : { glyph: 'running', words: 'Running' };
  }
  return attempt > 0
    ? { glyph: 'retrying', words: `Attempt ${String(attempt + 1)} follows` }
    : { glyph: 'waiting', words: `Waiting for a worker of ${queue}` };
}

/** A session in words: which worker is held, or why none is. */
export function sessionLive(session: SessionState, records: readonly SessionRecord[]): SessionLive {
  const record = records.find((candidate) => candidate.sessionId === session.sessionId);
  const worker = session.workerKey ?? session.hostName ?? null;
  const [state, words] = sessionWords(session, record?.position ?? null, worker ?? 'its worker');
  return {
    words,
    state,
    worker,
    openedAtMs: session.openedAtMs,
    endsAtMs: session.expiresAtMs,
    closedAtMs: session.closedAtMs,
  };
}

function sessionWords(
  session: SessionState,
  position: number | null,
  worker: string,
): readonly [SessionLive['state'], string] {
  switch (session.status) {
    case 'requested':
      return [
        'waiting',
        position === null
          ? 'Waiting for a worker'
          : `Waiting for a worker (${ordinal(position)} in the queue)`,
      ];
    case 'open':
      return session.epoch > 1 ? ['open', `Open on ${worker}, again`] : ['open', `Open on ${worker}`];
    case 'suspended':
      return ['moving', `${worker} is lost; waiting for it to come back`];
    case 'creationFailed':
      return ['failed', `No worker: ${reasonWords(session.reason)}`];
    case 'failed':
      return [
        session.reason === 'WORKER_LOST' ? 'lost' : 'failed',
        `${worker}: ${reasonWords(session.reason)}`,
      ];
    case 'closed':
      return ['closed', `Closed; was on ${worker}`];
  }
}

const reasons: Readonly<Record<string, string>> = {
  WORKER_LOST: 'worker lost',
  EXECUTION_TIMEOUT: 'took too long',
  WORKER_SHUTDOWN: 'worker shut down',
  STATE_LOST: 'worker restarted without its state',
  OPERATOR: 'ended by an operator',
  NO_WORKERS: 'none is running',
  ALL_BUSY: 'all stayed busy',
  UNSATISFIABLE: 'none could ever hold it',
};
export function reasonWords(reason: string | null): string {
  return reason === null ? 'failed' : (reasons[reason] ?? reason.toLowerCase());
}

function ordinal(n: number): string {
  const last = n % 10;
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${String(n)}${teen ? 'th' : last === 1 ? 'st' : last === 2 ? 'nd' : last === 3 ? 'rd' : 'th'}`;
}
