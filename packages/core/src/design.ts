// A drawn workflow: the JSON document that the editor saves, publishing checks and the graph workflow runs.
//
// How a design runs: every edge is sooner or later *taken* or *dead*. A node waits until all its incoming edges are decided; with one
// taken it runs, with none it is skipped and its own edges are dead. A join with mode `any` runs at the first taken edge.
// The graph is acyclic. A session is a container: nodes with `parentId` are its inside, and no edge crosses its border.
import { z } from 'zod';
import type { SessionFailureReason } from './failure.ts';

const nodeId = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/);
const port = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/);
/** A duration as people type it: `20s`, `1 minute`, `2h30m`; or a template that answers one. */
const duration = z.union([z.string().max(2_000), z.number()]);
/** Text with `{{ CEL }}` parts. A text that is one such part keeps the type of its value. */
const template = z.string().max(20_000);
/** JSON in which every string is a template. */
const jsonTemplate = z.json();
const jsonSchema = z.record(z.string(), z.json());
const finite = z.number().min(-1e7).max(1e7);

const retry = z.strictObject({
  maxAttempts: z.int().min(1).max(1_000_000).optional(),
  initial: duration.optional(),
  coefficient: z.number().min(1).max(100).optional(),
  max: duration.optional(),
  nonRetryable: z.array(z.string().max(200)).max(50).optional(),
});

const activityOptions = z.strictObject({
  startToClose: duration.optional(),
  scheduleToClose: duration.optional(),
  scheduleToStart: duration.optional(),
  heartbeat: duration.optional(),
  taskQueue: z.string().max(200).optional(),
  retry: retry.optional(),
});

/** Why a session may be begun again, see `SessionFailureReason`. */
export const sessionFailureReasons = [
  'WORKER_LOST',
  'WORKER_SHUTDOWN',
  'STATE_LOST',
  'EXECUTION_TIMEOUT',
  'OPERATOR',
] as const satisfies readonly SessionFailureReason[];

/** The settings of each kind of node. The single place that says which kinds exist. */
export const nodeConfigs = {
  start: z.strictObject({ input: jsonSchema.optional() }),
  activity: z.strictObject({
    activity: z.string().max(200),
    input: jsonTemplate.optional(),
    options: activityOptions.optional(),
  }),
  http: z.strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    url: template,
    headers: z.record(z.string().max(200), template).optional(),
    body: jsonTemplate.optional(),
    options: activityOptions.optional(),
  }),
  human: z.strictObject({
    title: template,
    instructions: template.optional(),
    form: jsonSchema.optional(),
    outcomes: z.array(port).min(1).max(10),
    assignees: z.array(template).max(50).optional(),
    dueIn: duration.optional(),
    timeout: duration.optional(),
    priority: z.int().min(0).max(100).optional(),
    requesterMayNotApprove: z.boolean().optional(),
    context: jsonTemplate.optional(),
  }),
  timer: z.strictObject({ duration: duration.optional(), until: template.optional() }),
  signal: z.strictObject({ signal: z.string().max(200), timeout: duration.optional() }),
  branch: z.strictObject({
    cases: z
      .array(z.strictObject({ port, label: z.string().max(200).optional(), when: z.string().max(20_000) }))
      .min(1)
      .max(50),
  }),
  parallel: z.strictObject({}),
  join: z.strictObject({ mode: z.enum(['all', 'any']) }),
  session: z.strictObject({
    creationTimeout: duration,
    executionTimeout: duration,
    idleTimeout: duration.optional(),
    taskQueue: z.string().max(200).optional(),
    /** Any number can be drafted; a check wants whole ones. */
    resources: z.record(z.string().max(100), z.number()).optional(),
    /** Only workers of this build; a text with expressions. */
    buildId: template.optional(),
    onWorkerLost: z.enum(['fail', 'reestablish']).optional(),
    reestablishTimeout: duration.optional(),
    /** Sessions in all. Neither this nor `retryOn`: one. */
    maxAttempts: z.int().min(1).max(1_000).optional(),
    retryOn: z.array(z.enum(sessionFailureReasons)).max(sessionFailureReasons.length).optional(),
    /** An activity that runs on the session's worker before it is released. */
    cleanup: z.strictObject({ activity: z.string().max(200), input: jsonTemplate.optional() }).optional(),
    cleanupTimeout: duration.optional(),
  }),
  transform: z.strictObject({ output: jsonTemplate }),
  fail: z.strictObject({ name: template.optional(), message: template }),
  end: z.strictObject({ output: jsonTemplate.optional() }),
} as const;

export type NodeKind = keyof typeof nodeConfigs;
export type NodeConfig<K extends NodeKind> = z.infer<(typeof nodeConfigs)[K]>;

const position = z.strictObject({ x: finite, y: finite });
const base = {
  id: nodeId,
  name: z.string().max(200),
  position,
  /** Containers only: what the user made of it. */
  size: z.strictObject({ width: finite, height: finite }).optional(),
  /** The session that it is in. */
  parentId: nodeId.optional(),
};
function node<K extends NodeKind>(kind: K) {
  return z.strictObject({ ...base, kind: z.literal(kind), config: nodeConfigs[kind] });
}

export const designNode = z.discriminatedUnion('kind', [
  node('start'),
  node('activity'),
  node('http'),
  node('human'),
  node('timer'),
  node('signal'),
  node('branch'),
  node('parallel'),
  node('join'),
  node('session'),
  node('transform'),
  node('fail'),
  node('end'),
]);

export const designEdge = z.strictObject({
  id: z.string().min(1).max(300),
  source: nodeId,
  sourcePort: port,
  target: nodeId,
  targetPort: port,
});

export const MAX_NODES = 2_000;
export const MAX_EDGES = 5_000;

export const design = z.strictObject({
  schema: z.literal(1),
  nodes: z.array(designNode).max(MAX_NODES),
  edges: z.array(designEdge).max(MAX_EDGES),
  notes: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(100),
        text: z.string().max(20_000),
        position,
        size: position.optional(),
      }),
    )
    .max(200)
    .optional(),
});

export type Design = z.infer<typeof design>;
export type DesignNode = z.infer<typeof designNode>;
export type NodeOf<K extends NodeKind> = Extract<DesignNode, { kind: K }>;
export type DesignEdge = z.infer<typeof designEdge>;

/** A thing wrong with a design. Errors stop publishing, warnings don't. */
export interface DesignProblem {
  readonly severity: 'error' | 'warning';
  /** Stable, e.g. `DANGLING_EDGE`. */
  readonly code: string;
  readonly nodeId: string | null;
  readonly edgeId: string | null;
  /** Path in the node's config, e.g. `cases.0.when`. */
  readonly path: string | null;
  /** Names the node. */
  readonly message: string;
  readonly remedy: string;
}
