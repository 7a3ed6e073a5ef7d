// What the author of a worker says, and what it becomes.
import {
  buildIdOf,
  ValidationError,
  taskQueueName,
  toMs,
  type Design,
  type DesignRef,
  type Duration,
  type LimitOptions,
  type LimitSettings,
  type WorkerKey,
} from '@baton/core';
import type { OwnerLimits, Storage, WorkerRegistration } from '@baton/engine';
import type { ActivityDefinition, WorkflowDefinition } from '@baton/workflow';
import { createRegistry, type Registry } from './activity/registry.ts';
import { withBuiltins } from './builtin/builtin-activities.ts';
import type { HostPeers } from './lease/host-peers.ts';
import { hostIdOf } from './lease/host-id.ts';
import { newWorkerKey, workerKeyFrom, workerKeyOf } from './lease/worker-key.ts';
import { consoleLog, type Log } from './log.ts';
import type { OnReestablish } from './on-reestablish.ts';
import { queueLimits } from './loops/limit-loop.ts';
import type { AttemptTokens, WorkerStorage } from './worker-storage.ts';
import type { Machine } from './machine.ts';

/** Where drawn workflows come from; `null`: there is no such version. */
export type ReadDesign = (ref: DesignRef) => Promise<Design | null>;

export interface WorkerResource {
  /** A whole number from 0. If workers of one host differ, the one that registered last speaks for the host. */
  readonly amount: number;
  /** Default `process`: this worker has it for itself. */
  readonly scope?: 'process' | 'host';
}

export interface WorkerSessionOptions {
  readonly enabled: boolean;
  /** Default 1000. */
  readonly maxConcurrentSessions?: number;
  /**
   * Amounts that sessions may ask for, e.g. `{ gpu: 2, vramMb: 80000 }`, in whole numbers. Of this worker alone; or of its host:
   * `{ gpu: { amount: 2, scope: 'host' } }` are two for all workers of the host together that say so.
   */
  readonly resources?: Readonly<Record<string, number | WorkerResource>>;
  /** Session activities that run at the same time. They have slots of their own. Default: as `maxConcurrentActivities`. */
  readonly maxConcurrentActivities?: number;
  /** After this much silence the worker is lost. Default 10 s, at least 1 s. The same as the option of the worker. */
  readonly leaseTimeout?: Duration;
}

/** What `createWorker` and tests have in common. */
export interface CommonOptions {
  /** Default `["default"]`. */
  readonly taskQueues?: readonly string[];
  readonly workflows?: readonly WorkflowDefinition[];
  readonly activities?: readonly ActivityDefinition[];
  /** Default 100. */
  readonly maxConcurrentActivities?: number;
  /**
   * Limits by task queue that hold over all workers of the deployment; those of activities are in their definitions. What an operator sets
   * stands before them. The worker that registered last decides.
   */
  readonly taskQueueLimits?: Readonly<Record<string, LimitOptions>>;
  readonly sessions?: WorkerSessionOptions;
  /** After this much silence the worker is lost. Default 10 s, at least 1 s. */
  readonly leaseTimeout?: Duration;
  /** Stays the same over restarts of this worker, so that its sessions can come back. Default: a new one each time. */
  readonly workerKey?: string;
  /** Keeps a key in a file instead. */
  readonly workerKeyFile?: string;
  /**
   * Asked when this worker comes back, for each session that waits for it (`onWorkerLost: 'reestablish'`), before the session is open again:
   * is what it needs still here? If it throws, the session fails with `STATE_LOST`. Default: every session goes on.
   */
  readonly onReestablish?: OnReestablish;
  /** How long `onReestablish` may take for one session; then it fails as if it had thrown. Default 30 s. */
  readonly onReestablishTimeout?: Duration;
  /**
   * Names the machine for what its workers share (`resources` with scope `host`). Default: `BATON_HOST_ID` of the environment, else found
   * from the machine: its id and name; in containers, its kernel. Say it where that is wrong, e.g. for containers in virtual machines of their own.
   */
  readonly hostId?: string;
  /** How long work may go on after the worker was asked to stop. Default 30 s. */
  readonly shutdownGrace?: Duration;
  /** Runs drawn workflows, too. */
  readonly designs?: ReadDesign;
  /**
   * Names the code that this worker runs, e.g. a commit or an image's tag: shown with it, and sessions may ask for it. 1 to 100 characters, no
   * white space. Default: `BATON_BUILD_ID` of the environment, else none.
   */
  readonly buildId?: string;
  readonly log?: Log;
  readonly limits?: Partial<OwnerLimits>;
}

export interface Settings {
  readonly taskQueues: readonly string[];
  readonly workflows: readonly WorkflowDefinition[];
  readonly registry: Registry;
  readonly maxConcurrentActivities: number;
  readonly maxSessionActivities: number;
  readonly taskQueueLimits: ReadonlyMap<string, LimitSettings>;
  readonly sessions: WorkerRegistration['sessions'];
  readonly leaseMs: number;
  readonly graceMs: number;
  readonly onReestablish: OnReestablish | null;
  readonly onReestablishMs: number;
  readonly workerKey: WorkerKey;
  readonly hostId: string;
  readonly designs: ReadDesign | null;
  /** Empty: it doesn't say. */
  readonly buildId: string;
  readonly log: Log;
  readonly limits: Partial<OwnerLimits>;
  readonly tokens: AttemptTokens;
  readonly storage: WorkerStorage;
  /** All of the storage, to decide for runs with; `null`: this worker runs activities and hosts sessions only. */
  readonly engine: Storage | null;
  readonly peers: HostPeers;
  readonly machine: Machine;
}

const defaults = {
  taskQueues: ['default'],
  workflows: [],
  activities: [],
  maxConcurrentActivities: 100,
  shutdownGrace: '30s',
  onReestablish: null,
  onReestablishTimeout: '30s',
  designs: null,
  limits: {},
} as const satisfies Partial<Record<keyof CommonOptions, unknown>>;

/** @throws {ValidationError} which names the option. */
export function settingsOf(
  options: CommonOptions,
  given: Pick<Settings, 'tokens' | 'storage' | 'engine' | 'peers' | 'machine'>,
): Settings {
  const all = { ...defaults, log: consoleLog(false), ...options };
  const maxConcurrentActivities = count(all.maxConcurrentActivities, 'maxConcurrentActivities');
  const inSessions = all.sessions?.maxConcurrentActivities ?? maxConcurrentActivities;
  if (all.taskQueues.length === 0) throw new ValidationError('at least one is needed', 'taskQueues');
  refuseTwins(all.workflows);
  return {
    ...given,
    taskQueues: all.taskQueues.map((queue) => taskQueueName(queue, 'taskQueues')),
    workflows: all.workflows,
    registry: createRegistry(given.engine === null ? all.activities : withBuiltins(all.activities)),
    maxConcurrentActivities,
    maxSessionActivities: count(inSessions, 'sessions.maxConcurrentActivities'),
    taskQueueLimits: queueLimits(options.taskQueueLimits),
    sessions: sessionsOf(all.sessions),
    leaseMs: leaseOf(options),
    graceMs: toMs(all.shutdownGrace, 'shutdownGrace'),
    onReestablish: all.onReestablish,
    onReestablishMs: hookLimitOf(all.onReestablishTimeout),
    workerKey: keyOf(options),
    hostId: hostIdOf(options.hostId ?? process.env['BATON_HOST_ID'] ?? given.machine.hostId),
    designs: all.designs,
    buildId: buildOf(options.buildId ?? process.env['BATON_BUILD_ID']),
    log: all.log,
    limits: all.limits,
  };
}

function sessionsOf(sessions: WorkerSessionOptions | undefined): Settings['sessions'] {
  if (sessions?.enabled !== true) return null;
  const { maxConcurrentSessions = 1_000, resources = {} } = sessions;
  const all = Object.entries(resources).map(([name, resource]) => resourceOf(name, resource));
  const amounts = (wanted: WorkerResource['scope']) =>
    Object.fromEntries(all.filter(({ scope }) => scope === wanted).map(({ name, amount }) => [name, amount]));
  return {
    maxConcurrentSessions: count(maxConcurrentSessions, 'sessions.maxConcurrentSessions'),
    resources: amounts('process'),
    hostResources: amounts('host'),
  };
}

function resourceOf(
  name: string,
  resource: number | WorkerResource,
): Required<WorkerResource> & { readonly name: string } {
  const { amount, scope = 'process' } = typeof resource === 'number' ? { amount: resource } : resource;
  if (!(Number.isSafeInteger(amount) && amount >= 0)) {
    throw new ValidationError(`wanted a whole number from 0, found ${amount}`, `sessions.resources.${name}`);
  }
  return { name, amount, scope };
}

function leaseOf({ leaseTimeout, sessions }: CommonOptions): number {
  const ms = toMs(leaseTimeout ?? sessions?.leaseTimeout ?? '10s', 'leaseTimeout');
  if (ms < 1_000) throw new ValidationError('must be at least 1 second', 'leaseTimeout');
  return ms;
}

function hookLimitOf(timeout: Duration): number {
  const ms = toMs(timeout, 'onReestablishTimeout');
  if (ms <= 0) throw new ValidationError('must be above 0', 'onReestablishTimeout');
  return ms;
}

function buildOf(text: string | undefined): string {
  return text === undefined || text === '' ? '' : buildIdOf(text);
}

function keyOf({ workerKey, workerKeyFile }: CommonOptions): WorkerKey {
  if (workerKey !== undefined) return workerKeyOf(workerKey);
  return workerKeyFile === undefined ? newWorkerKey() : workerKeyFrom(workerKeyFile);
}

function count(value: number, path: string): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new ValidationError(`wanted a whole number from 1, found ${value}`, path);
}

function refuseTwins(workflows: readonly WorkflowDefinition[]): void {
  const names = new Set<string>();
  for (const { name } of workflows) {
    if (names.has(name)) throw new ValidationError(`two are named ${name}`, 'workflows');
    names.add(name);
  }
}
