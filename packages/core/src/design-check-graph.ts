// What must hold for the drawing itself: ids, edges and ports, one start, no circles, ways to an end, borders of sessions.
import type { Design, DesignEdge, DesignNode, DesignProblem } from './design.ts';
import { problem, titled } from './design-problem.ts';
import {
  edgesFrom,
  edgesInto,
  entriesOf,
  hasInput,
  INPUT_PORT,
  leadingTo,
  mayFanOut,
  portsOf,
  reachableFrom,
  topologicalOrder,
  type DesignIndex,
} from './graph-model.ts';

export function checkGraph(design: Design, index: DesignIndex): readonly DesignProblem[] {
  return [
    ...checkIds(design),
    ...checkStart(design),
    ...design.edges.flatMap((edge) => checkEdge(edge, index)),
    ...checkFanOut(design, index),
    ...checkCycles(index),
    ...checkReach(index),
  ];
}

/** Words of the expression language: `nodes.in.output` doesn't parse. */
const reservedWords = new Set(
  (
    'as break const continue else false for function if import in let loop namespace null package return true var void ' +
    'while prototype'
  ).split(' '),
);

function checkIds(design: Design): readonly DesignProblem[] {
  const problems: DesignProblem[] = [];
  const nodes = new Set<string>();
  for (const node of design.nodes) {
    if (nodes.has(node.id)) problems.push(duplicate('node', node.id, node));
    nodes.add(node.id);
    // Names that every object answers to: an id is a key of `nodes` in expressions.
    if (node.id in Object.prototype || reservedWords.has(node.id)) {
      problems.push(
        problem({
          code: 'RESERVED_ID',
          node,
          path: 'id',
          message: `“${node.id}” can't be the id of a node.`,
          remedy: 'Choose another id, such as the name with a number.',
        }),
      );
    }
  }
  const edges = new Set<string>();
  for (const edge of design.edges) {
    if (edges.has(edge.id)) problems.push({ ...duplicate('edge', edge.id), edgeId: edge.id });
    edges.add(edge.id);
  }
  return problems;
}

function duplicate(what: 'node' | 'edge', id: string, node: DesignNode | null = null): DesignProblem {
  return problem({
    code: what === 'node' ? 'DUPLICATE_NODE_ID' : 'DUPLICATE_EDGE_ID',
    node,
    path: 'id',
    message: `Two ${what}s have the id “${id.slice(0, 64)}”.`,
    remedy: `Give one of the ${what}s another id.`,
  });
}

function checkStart(design: Design): readonly DesignProblem[] {
  const starts = design.nodes.filter((node) => node.kind === 'start');
  if (starts.length === 0) {
    return [problem({ code: 'NO_START', message: 'There is no start.', remedy: 'Add a start node.' })];
  }
  return starts.slice(1).map((node) =>
    problem({
      code: 'TWO_STARTS',
      node,
      message: `${titled(node)} is a second start.`,
      remedy: 'Keep one start; let a parallel or branch node follow it.',
    }),
  );
}

function checkEdge(edge: DesignEdge, index: DesignIndex): readonly DesignProblem[] {
  const source = index.nodes.get(edge.source);
  const target = index.nodes.get(edge.target);
  const at = { edgeId: edge.id, remedy: 'Remove the edge, or connect it anew.' };
  if (source === undefined || target === undefined) {
    const missing = source === undefined ? edge.source : edge.target;
    return [
      problem({
        ...at,
        code: 'DANGLING_EDGE',
        message: `An edge ends at “${missing}”, which doesn't exist.`,
      }),
    ];
  }
  if (source.id === target.id) {
    return [
      problem({ ...at, code: 'SELF_EDGE', node: source, message: `${titled(source)} leads to itself.` }),
    ];
  }
  return [...checkPorts(edge, source, target), ...checkBorder(edge, source, target, index)];
}

function checkPorts(edge: DesignEdge, source: DesignNode, target: DesignNode): readonly DesignProblem[] {
  const problems: DesignProblem[] = [];
  const ports = portsOf(source).map(({ name }) => name);
  const at = { edgeId: edge.id, code: 'NO_SUCH_PORT' };
  if (!ports.includes(edge.sourcePort)) {
    problems.push(
      problem({
        ...at,
        node: source,
        message: `${titled(source)} has no way out named “${edge.sourcePort}”.`,
        remedy:
          ports.length === 0 ? 'Remove the edge: nothing follows it.' : `Use one of: ${ports.join(', ')}.`,
      }),
    );
  }
  if (!hasInput(target.kind) || edge.targetPort !== INPUT_PORT) {
    problems.push(
      problem({
        ...at,
        node: target,
        message: `An edge leads to ${titled(target)}, port “${edge.targetPort}”, where nothing can arrive.`,
        remedy: hasInput(target.kind) ? `Connect it to the port “${INPUT_PORT}”.` : 'Remove the edge.',
      }),
    );
  }
  return problems;
}

function checkBorder(
  edge: DesignEdge,
  source: DesignNode,
  target: DesignNode,
  index: DesignIndex,
): readonly DesignProblem[] {
  if (index.parents.get(source.id) === index.parents.get(target.id)) return [];
  return [
    problem({
      code: 'CROSSES_BORDER',
      edgeId: edge.id,
      node: source,
      message: `The edge from ${titled(source)} to ${titled(target)} crosses the border of a session.`,
      remedy: 'Connect the session itself, or move one of the two across the border.',
    }),
  ];
}

function checkFanOut(design: Design, index: DesignIndex): readonly DesignProblem[] {
  return design.nodes.flatMap((node) => {
    if (mayFanOut(node.kind)) return [];
    const seen = new Set<string>();
    const twice = edgesFrom(index, node.id).filter(({ sourcePort }) => {
      const again = seen.has(sourcePort);
      seen.add(sourcePort);
      return again;
    });
    return twice.slice(0, 3).map((edge) =>
      problem({
        code: 'FAN_OUT',
        node,
        edgeId: edge.id,
        message: `Several edges leave ${titled(node)} at “${edge.sourcePort}”.`,
        remedy: 'Put a parallel node after it, and let the edges leave from there.',
      }),
    );
  });
}

function checkCycles(index: DesignIndex): readonly DesignProblem[] {
  const { stuck } = topologicalOrder(index);
  const circle = findCircle(index, new Set(stuck));
  const [first] = circle;
  if (first === undefined) return [];
  const names = circle.map(titled);
  return [
    problem({
      code: 'CYCLE',
      node: first,
      message: `${names.slice(0, 6).join(' → ')} → ${titled(first)} is a circle.`,
      remedy: 'Remove one of its edges; a design runs each node at most once.',
    }),
  ];
}

/** Walks backwards among the stuck nodes until one comes again. Self-edges are reported as such. */
function findCircle(index: DesignIndex, stuck: ReadonlySet<string>): readonly DesignNode[] {
  const before = (id: string) =>
    edgesInto(index, id).find(({ source }) => source !== id && stuck.has(source))?.source;
  const first = [...stuck].find((id) => before(id) !== undefined);
  const path: string[] = [];
  for (let id = first; id !== undefined; id = before(id)) {
    const seenAt = path.indexOf(id);
    if (seenAt < 0) path.push(id);
    else {
      const circle = path.slice(seenAt).reverse();
      return circle.flatMap((one) => index.nodes.get(one) ?? []);
    }
  }
  return [];
}

function checkReach(index: DesignIndex): readonly DesignProblem[] {
  const nodes = [...index.nodes.values()].filter((node) => index.parents.get(node.id) === null);
  const reached = reachableFrom(
    index,
    entriesOf(index, null).map(({ id }) => id),
  );
  const ends = nodes.filter(({ kind }) => kind === 'end' || kind === 'fail').map(({ id }) => id);
  const ending = leadingTo(index, ends);
  return nodes.flatMap((node) => {
    if (reached.size > 0 && !reached.has(node.id)) return [unreachable(node)];
    return ending.has(node.id) ? [] : [withoutEnd(node)];
  });
}

function unreachable(node: DesignNode): DesignProblem {
  return problem({
    severity: 'warning',
    code: 'UNREACHABLE',
    node,
    message: `${titled(node)} is never reached.`,
    remedy: 'Connect it, or remove it.',
  });
}

function withoutEnd(node: DesignNode): DesignProblem {
  return problem({
    severity: 'warning',
    code: 'NO_WAY_TO_AN_END',
    node,
    message: `No way leads from ${titled(node)} to an end.`,
    remedy: 'Connect it to an end, so that the run answers something.',
  });
}
