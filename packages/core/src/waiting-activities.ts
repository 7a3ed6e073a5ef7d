// Sentences about one open activity.
import { formatMs } from './duration.ts';
import type { Failure } from './failure.ts';
import type { ActivityState, SessionState } from './run-state.ts';
import type { PendingView, Waiting, WaitingContext, WorkerView } from './waiting-view.ts';

export function humanWait(activity: ActivityState, { nowMs }: WaitingContext): Waiting {
  const { human, label, scheduledAtMs } = activity;
  const who = human === null || human.assignees.length === 0 ? 'anyone' : human.assignees.join(', ');
  const due =
    human?.dueInMs === undefined || human.dueInMs === null
      ? ''
      : dueText(scheduledAtMs + human.dueInMs - nowMs);
  return {
    kind: 'human',
    text: `Waiting for ${activity.name} "${human?.title ?? ''}" by ${who}${due}`,
    label,
  };
}

export function activityWait(
  activity: ActivityState,
  row: PendingView | undefined,
  context: InSession,
): Waiting {
  const { name, label } = activity;
  if (row === undefined) return { kind: 'running', text: `Running ${name}`, label };
  if (row.cancelRequested !== null) return { kind: 'cancelling', text: `Waiting for ${name} to stop`, label };
  switch (row.state) {
    case 'queued':
      return queuedWait(activity, row, context);
    case 'running':
      return {
        kind: 'running',
        text: `Running ${name} on worker ${row.workerKey ?? row.workerId ?? '?'}${again(row)}`,
        label,
      };
    case 'async':
      return { kind: 'async', text: `Waiting for ${name} to be completed from outside${again(row)}`, label };
    case 'done':
      return { kind: 'running', text: `${name} has ended; the run is about to go on`, label };
  }
}

/** With the session that the activity is in, if any. */
type InSession = WaitingContext & { readonly session: SessionState | undefined };

function queuedWait(activity: ActivityState, row: PendingView, context: InSession): Waiting {
  const { name, label } = activity;
  const { session } = context;
  if (session?.status === 'suspended') {
    const text = `${name} waits for worker ${session.workerKey ?? '?'} to come back to its session`;
    return { kind: 'session', text, label };
  }
  if (row.poisoned === true) {
    const text = `Stopped: ${name} ended its worker several times; somebody has to let it go on`;
    return { kind: 'blocked', text, label };
  }
  const missing = context.workers === undefined ? null : missingWorker(name, row.queue, context.workers);
  if (missing !== null) return { kind: 'noWorker', text: missing, label };
  const limited = limitedWait(name, row);
  if (limited !== null) return { kind: 'queued', text: limited, label };
  const waitMs = row.availableAtMs - context.nowMs;
  if (row.lastFailure === null)
    return { kind: 'queued', text: `Waiting for a free worker to run ${name}`, label };
  const when = waitMs > 0 ? `in ${formatMs(waitMs)}` : 'as soon as a worker is free';
  const text = `Retrying ${name}: attempt ${row.attempt + 1} ${when} after ${brief(row.lastFailure)}`;
  return { kind: 'retry', text, label };
}

/** `null`: no limit is in its way. */
function limitedWait(name: string, { limitedBy }: PendingView): string | null {
  if (limitedBy === null || limitedBy === undefined) return null;
  const { scope, inUse, maxConcurrent, perSecond } = limitedBy;
  const what = scope === 'queue' ? `queue ${limitedBy.name}` : limitedBy.name;
  if (maxConcurrent !== null && inUse >= maxConcurrent) {
    const running = scope === 'activity' ? `${what} are running` : `of ${what} are running`;
    return `${name} waits for a free place: ${inUse} of ${maxConcurrent} ${running}`;
  }
  return `${name} waits for its start: ${what} may start ${perSecond ?? 0} in a second`;
}

function missingWorker(activity: string, queue: string, workers: readonly WorkerView[]): string | null {
  // A session's worker polls a queue of its own, which registrations don't list.
  if (queue.startsWith('@')) return null;
  const polling = workers.filter((worker) => worker.taskQueues.includes(queue));
  if (polling.some((worker) => worker.activities.includes(activity))) return null;
  const found = polling.length === 0 ? 'none is running' : 'none is registered';
  return `Waiting for a worker of queue ${queue} that knows activity ${activity}: ${found}`;
}

function again(row: PendingView): string {
  return row.attempt > 1 ? ` (attempt ${row.attempt})` : '';
}

function brief(failure: Failure): string {
  const text = failure.message === '' ? failure.name : failure.message;
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function dueText(leftMs: number): string {
  return leftMs >= 0 ? `, due in ${formatMs(leftMs)}` : `, overdue by ${formatMs(-leftMs)}`;
}
