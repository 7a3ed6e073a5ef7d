// What a mix is made of: workers, things that clients do, and faults.
import type { Json, RunId } from '@baton/core';
import type { WorkflowClient } from '@baton/client';
import type { Rng } from '../../sim/world/rng.ts';
import type { FaultKind } from '../faults.ts';
import type { WorkerOrders } from '../world/fleet.ts';

/** What a place in the fleet may hold, whoever is in it: the plan, which the counters of the system know nothing of. */
export interface Allowance {
  readonly sessions: number;
  readonly resources: Readonly<Record<string, number>>;
  readonly host: string;
  /** For all places of the host together. */
  readonly hostResources: Readonly<Record<string, number>>;
}

export interface Started {
  readonly runId: RunId;
}

export interface Act {
  readonly client: WorkflowClient;
  readonly rng: Rng;
  /** A queue on which all workers of the storm are. */
  readonly taskQueue: string;
  /** True once no new work should begin. */
  readonly isOver: () => boolean;
  readonly started: (run: Started) => void;
  /** A signal was acknowledged. */
  readonly told: (run: Started, requestId: string) => void;
  /** The token of this run's async activity, once its handler has sent it off. */
  readonly token: (run: Started) => Promise<string>;
  readonly completed: (run: Started, activityId: string, value: Json) => void;
}

/** One thing that a client does, from its start to its end. Answers a word for the report: what became of it. */
export interface Scene {
  readonly name: string;
  /** How often, beside the other scenes. */
  readonly weight: number;
  readonly play: (act: Act) => Promise<string>;
}

export interface Mix {
  /** Modules whose exports the workers run. */
  readonly modules: readonly URL[];
  readonly scenes: readonly Scene[];
  /** How often, beside each other. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  readonly orders: (place: {
    readonly index: number;
    readonly nth: number;
    readonly key: string;
  }) => Pick<WorkerOrders, 'sessions' | 'hostId'>;
  readonly allowance: (index: number) => Allowance;
  /** Runs at the same time, for each worker. */
  readonly inFlight: number;
}
