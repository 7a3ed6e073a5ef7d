// The sentence about a run that has ended.
import { formatMs } from './duration.ts';
import type { RunState } from './run-state.ts';

export function closedText(state: RunState): string {
  const took =
    state.started === null || state.closedAtMs === null
      ? ''
      : formatMs(state.closedAtMs - state.started.atMs);
  const why = state.failure?.message ?? '';
  switch (state.status) {
    case 'completed':
      return `Completed in ${took}`;
    case 'failed':
      return `Failed after ${took}: ${why}`;
    case 'cancelled':
      return `Cancelled after ${took}${why === '' ? '' : `: ${why}`}`;
    case 'terminated':
      return `Terminated after ${took}${why === '' ? '' : `: ${why}`}`;
    case 'timedOut':
      return `Timed out after ${took}`;
    case 'continuedAsNew':
      return 'Continued as a new run';
    case 'running':
      return 'Running';
  }
}
