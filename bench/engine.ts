import type { Sibling } from './siblings.ts';
import type { Workload } from './workloads.ts';

/** A durable engine in this process that runs some workloads. */
export interface Engine {
  readonly workloadOf: (name: string) => Workload;
  readonly siblings: readonly Sibling[];
  readonly close: () => Promise<void>;
}
