// Which data an expression reads, found without running it: for publish checks, completion and error messages.
import type { Expr } from './expression-tree.ts';

/** `nodes.total.output.sum` is `['nodes', 'total', 'output', 'sum']`; the path ends where it is computed. */
export interface Reference {
  readonly path: readonly string[];
  /** Offset in the source. */
  readonly position: number;
  /** Only asked for by `has(…)`: it may be missing. */
  readonly optional: boolean;
}

/** In order of their position, each path once (twice if `has` asks for it as well). */
export function collectReferences(tree: Expr): readonly Reference[] {
  const found = new Map<string, Reference>();
  visit(tree, new Set(), (path, position, optional) => {
    const key = JSON.stringify([optional, path]);
    if (!found.has(key)) found.set(key, { path, position, optional });
  });
  return [...found.values()].sort((a, b) => a.position - b.position);
}

type Found = (path: readonly string[], position: number, optional: boolean) => void;

function visit(expr: Expr, locals: ReadonlySet<string>, found: Found): void {
  const path = staticPath(expr);
  if (path !== null) {
    const [root = ''] = path.names;
    if (!locals.has(root)) found(path.names, path.position, expr.kind === 'has');
    return;
  }
  for (const [child, bound] of children(expr)) {
    visit(child, bound === null ? locals : new Set([...locals, bound]), found);
  }
}

function staticPath(expr: Expr): { names: readonly string[]; position: number } | null {
  if (expr.kind === 'name') return { names: [expr.name], position: expr.at };
  const name = fieldName(expr);
  if (name === null || !('of' in expr)) return null;
  const outer = staticPath(expr.of);
  return outer === null ? null : { names: [...outer.names, name], position: outer.position };
}

function fieldName(expr: Expr): string | null {
  if (expr.kind === 'field' || expr.kind === 'has') return expr.name;
  if (expr.kind !== 'index' || expr.by.kind !== 'literal') return null;
  return typeof expr.by.value === 'string' ? expr.by.value : null;
}

/** The expressions inside, each with the local name it may use. */
function children(expr: Expr): readonly (readonly [Expr, string | null])[] {
  const plain = (...inner: readonly Expr[]) => inner.map((child) => [child, null] as const);
  switch (expr.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'field':
    case 'has':
    case 'not':
    case 'negate':
      return plain(expr.of);
    case 'index':
      return plain(expr.of, expr.by);
    case 'list':
      return plain(...expr.items);
    case 'map':
      return plain(...expr.entries.flat());
    case 'and':
    case 'or':
    case 'binary':
      return plain(expr.left, expr.right);
    case 'choose':
      return plain(expr.when, expr.then, expr.otherwise);
    case 'call':
      return plain(...expr.args);
    case 'macro':
      return [
        [expr.over, null],
        [expr.body, expr.variable],
        ...(expr.filter === null ? [] : [[expr.filter, expr.variable] as const]),
      ];
    case 'bind':
      return [
        [expr.value, null],
        [expr.body, expr.variable],
      ];
  }
}
