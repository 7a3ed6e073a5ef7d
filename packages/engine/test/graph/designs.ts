// Small designs for tests: `a -> b` is an edge from the `out` of a, `a:error -> b` from its error.
import {
  canPublish,
  checkDesign,
  type Design,
  type DesignEdge,
  type DesignNode,
  type Json,
  type NodeKind,
} from '@baton/core';

const defaults: Readonly<Record<NodeKind, Json>> = {
  start: {},
  activity: { activity: 'work', options: { startToClose: '1 minute' } },
  http: { method: 'GET', url: 'https://example.com' },
  human: { title: 'Decide', outcomes: ['approve', 'reject'], assignees: ['role:boss'] },
  timer: { duration: '1 minute' },
  signal: { signal: 'paid' },
  branch: { cases: [{ port: 'yes', when: 'true' }] },
  parallel: {},
  join: { mode: 'all' },
  session: { creationTimeout: '1 minute', executionTimeout: '1 hour' },
  transform: { output: 1 },
  fail: { message: 'No' },
  end: {},
};

export function node(kind: NodeKind, id: string, config: object = {}, parentId?: string): DesignNode {
  const settings = { ...(defaults[kind] as object), ...config };
  const place = parentId === undefined ? {} : { parentId };
  return { id, kind, name: id, position: { x: 0, y: 0 }, config: settings, ...place } as DesignNode;
}

/** A design that can be published. Start and end are there already; lines are edges. */
export function designOf(nodes: readonly DesignNode[], ...lines: readonly string[]): Design {
  const edges = lines.flatMap((line): DesignEdge[] => {
    const stops = line.split('->').map((stop) => stop.trim());
    return stops.slice(1).map((stop, at) => {
      const [source = '', sourcePort = 'out'] = (stops[at] ?? '').split(':');
      const target = stop.split(':')[0] ?? '';
      return { id: `${source}:${sourcePort}-${target}`, source, sourcePort, target, targetPort: 'in' };
    });
  });
  const ids = new Set(nodes.map(({ id }) => id));
  const around = [node('start', 'start'), node('end', 'end')].filter(({ id }) => !ids.has(id));
  const design: Design = { schema: 1, nodes: [...around, ...nodes], edges };
  const problems = checkDesign(design).filter(({ severity }) => severity === 'error');
  if (!canPublish(problems)) throw new Error(problems.map(({ message }) => message).join('\n'));
  return design;
}
