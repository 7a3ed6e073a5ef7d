import type { EngineName } from './engine-process.ts';
import type { Measured } from './measure.ts';
import type { Yardstick } from './yardstick.ts';

/** What is printed for each engine, workload and number in flight. */
export interface Line extends Measured {
  readonly engine: EngineName;
  readonly workload: string;
  readonly inFlight: number;
  readonly activitiesPerS: number;
  /** Single-row commits per second of one client, in the same minute. */
  readonly yardstickCommitsPerS: number;
  /** Commits of a hundred rows. */
  readonly yardstickHundredsPerS: number;
  readonly yardstickBy: Yardstick['by'];
  /** Activities made durable for each single-row commit that one client could have done meanwhile. */
  readonly activitiesPerCommit: number;
  /** Of the rows that one client could have inserted, a hundred a commit, this part were activities. */
  readonly activitiesPerRow: number;
  /** Median latency, in single-row commits of one client. */
  readonly p50Commits: number;
  /** Jobs that wanted a CPU in the minute before, over all CPUs: above 1, others were in the way. */
  readonly load: number;
  /** What it was measured on. */
  readonly machine: string;
}
