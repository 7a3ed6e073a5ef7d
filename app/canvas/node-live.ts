// What a node shows of a run. In the editor nothing; on the run page it comes from the fold of the run's events.
import type { GlyphName } from '../ui/status.tsx';

export interface Progress {
  /** 0 to 1; null: something moves, but nobody knows how far. */
  readonly share: number | null;
  readonly label: string;
}

export interface SessionLive {
  /** `open on gpu-7`, `waiting for a worker (3rd in the queue)`. */
  readonly words: string;
  readonly worker: string | null;
  readonly state: 'waiting' | 'open' | 'late' | 'lost' | 'moving' | 'closed' | 'failed';
  readonly openedAtMs: number | null;
  readonly endsAtMs: number | null;
  readonly closedAtMs: number | null;
}

export interface NodeLive {
  readonly glyph: GlyphName;
  /** The state in a word or three: `Running, attempt 2`. */
  readonly words: string;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly attempt: number | null;
  readonly worker: string | null;
  /** When the last heartbeat came. */
  readonly beatAtMs: number | null;
  readonly progress: Progress | null;
  readonly session: SessionLive | null;
  readonly takenPort: string | null;
}
