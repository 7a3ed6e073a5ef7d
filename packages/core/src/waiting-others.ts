// Sentences about an open session, child or timer.
import { formatMs } from './duration.ts';
import type { ChildState, SessionState, TimerState } from './run-state.ts';
import type { Waiting, WaitingContext } from './waiting-view.ts';

export function sessionWait(session: SessionState, { nowMs }: WaitingContext): Waiting {
  const { label, options } = session;
  if (session.status === 'suspended') {
    const text = `Waiting for worker ${session.workerKey ?? '?'} to come back to its session`;
    return { kind: 'session', text, label };
  }
  const asked = Object.entries(options.resources).map(([resource, amount]) => `${amount} ${resource}`);
  const room = asked.length === 0 ? '' : ` with ${asked.join(', ')}`;
  const build = options.buildId === undefined ? '' : ` of build ${options.buildId}`;
  const leftMs = Math.max(0, session.requestedAtMs + options.creationTimeoutMs - nowMs);
  const text = `Waiting for a worker${build}${room} to open a session, for ${formatMs(leftMs)} more`;
  return { kind: 'session', text, label };
}

export function childWait(child: ChildState): Waiting {
  const verb = child.status === 'requested' ? 'Starting' : 'Waiting for';
  return { kind: 'child', text: `${verb} ${child.workflow} ${child.workflowId}`, label: child.label };
}

export function timerWait(timer: TimerState, { nowMs }: WaitingContext): Waiting {
  const leftMs = timer.fireAtMs - nowMs;
  const until = new Date(timer.fireAtMs).toISOString();
  const text =
    leftMs > 0 ? `Sleeping for ${formatMs(leftMs)} more, until ${until}` : 'A timer is about to fire';
  return { kind: 'timer', text, label: timer.label };
}
