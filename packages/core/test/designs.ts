// Small designs for tests: `a -> b` is an edge from the `out` of a, `a:error -> b` from its error.
import type { Design, DesignEdge, DesignNode, NodeConfig, NodeKind } from '../src/index.ts';

const defaults: { readonly [K in NodeKind]: NodeConfig<K> } = {
  start: {},
  activity: { activity: 'work', options: { startToClose: '1 minute' } },
  http: { method: 'GET', url: 'https://example.com', options: { startToClose: '1 minute' } },
  human: { title: 'Decide', outcomes: ['approve', 'reject'], assignees: ['role:boss'] },
  timer: { duration: '1 minute' },
  signal: { signal: 'paid', timeout: '1 day' },
  branch: { cases: [{ port: 'yes', when: 'true' }] },
  parallel: {},
  join: { mode: 'all' },
  session: { creationTimeout: '1 minute', executionTimeout: '1 hour' },
  transform: { output: 1 },
  fail: { message: 'No' },
  end: {},
};

export interface NodeOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly in?: string;
}

export function node(kind: NodeKind, id: string, options: NodeOptions = {}): DesignNode {
  return {
    id,
    kind,
    name: id,
    position: { x: 0, y: 0 },
    config: { ...defaults[kind], ...options.config },
    ...(options.in === undefined ? {} : { parentId: options.in }),
  } as DesignNode;
}

/** Edges from lines such as `start -> a -> b` and `a:error -> c`. */
export function edges(...lines: readonly string[]): DesignEdge[] {
  return lines.flatMap((line) => {
    const stops = line.split('->').map((stop) => stop.trim());
    return stops.slice(1).map((target, at) => {
      const [source = '', sourcePort = 'out'] = (stops[at] ?? '').split(':');
      const to = target.split(':')[0] ?? '';
      return { id: `${source}:${sourcePort}-${to}`, source, sourcePort, target: to, targetPort: 'in' };
    });
  });
}

export function designOf(nodes: readonly DesignNode[], ...lines: readonly string[]): Design {
  return { schema: 1, nodes: [...nodes], edges: edges(...lines) };
}
