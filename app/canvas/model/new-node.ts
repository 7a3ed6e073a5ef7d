// Nodes as they are when first put on the canvas: valid where possible, and with the settings people nearly always want.
import type { Design, DesignNode, Json, NodeConfig, NodeKind } from '@baton/core';

type Configs = { readonly [K in NodeKind]: NodeConfig<K> };

const firstConfigs: Configs = {
  start: {},
  activity: { activity: '', options: { startToClose: '1 minute', retry: { maxAttempts: 3 } } },
  http: { method: 'GET', url: 'https://', options: { startToClose: '30s', retry: { maxAttempts: 3 } } },
  human: { title: '', outcomes: ['approve', 'reject'] },
  timer: { duration: '1 minute' },
  signal: { signal: 'proceed' },
  branch: { cases: [{ port: 'yes', label: 'Yes', when: 'true' }] },
  parallel: {},
  join: { mode: 'all' },
  session: { creationTimeout: '1 minute', executionTimeout: '1 hour' },
  transform: { output: {} },
  fail: { message: '' },
  end: {},
};

export const firstNames: Readonly<Record<NodeKind, string>> = {
  start: 'Start',
  activity: 'Activity',
  http: 'HTTP request',
  human: 'Approval',
  timer: 'Wait',
  signal: 'Wait for signal',
  branch: 'Decide',
  parallel: 'In parallel',
  join: 'Join',
  session: 'Session',
  transform: 'Transform',
  fail: 'Fail',
  end: 'End',
};

export interface NewNode {
  readonly kind: NodeKind;
  readonly position: { readonly x: number; readonly y: number };
  readonly parentId?: string | undefined;
  readonly name?: string | undefined;
  readonly config?: Json | undefined;
  /** What the id is made from; else the name. */
  readonly idBase?: string | undefined;
}

export function newNode(design: Design, wanted: NewNode): DesignNode {
  const name = wanted.name ?? firstNames[wanted.kind];
  const id = uniqueId(wanted.idBase ?? name, new Set(design.nodes.map((node) => node.id)));
  const node = {
    id,
    kind: wanted.kind,
    name,
    position: { x: wanted.position.x, y: wanted.position.y },
    ...(wanted.parentId === undefined ? {} : { parentId: wanted.parentId }),
    ...(wanted.kind === 'session' ? { size: { width: 400, height: 200 } } : {}),
    config: wanted.config ?? structuredClone(firstConfigs[wanted.kind]),
  };
  return node as DesignNode;
}

/** An id as expressions like it: `chargeCard`, then `chargeCard2`. */
export function uniqueId(base: string, taken: ReadonlySet<string>): string {
  const words = base
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9 _-]/g, '')
    .split(/[\s_-]+/)
    .filter(Boolean);
  const camel = words.map((word, i) => (i === 0 ? lowerFirst(word) : upperFirst(word))).join('');
  const stem = (/^[A-Za-z]/.test(camel) ? camel : `node${upperFirst(camel)}`).slice(0, 56);
  if (!taken.has(stem)) return stem;
  const bare = stem.replace(/\d+$/, '') || stem;
  for (let n = 2; ; n++) if (!taken.has(`${bare}${n}`)) return `${bare}${n}`;
}

/** `HTTP request` → `httpRequest`, `chargeCard` stays. */
function lowerFirst(word: string): string {
  return word === word.toUpperCase() ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);
}
function upperFirst(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** One wire between two ports at most, so its ends name it. */
export function edgeId(end: {
  source: string;
  sourcePort: string;
  target: string;
  targetPort: string;
}): string {
  return `${end.source}.${end.sourcePort}-${end.target}.${end.targetPort}`;
}
