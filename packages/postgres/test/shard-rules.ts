// Whether a statement keeps the rules of shards (ARCHITECTURE.md, "Where we left the first plan", docs/scaling.md): read by PostgreSQL's own parser.
//
// In each query every hot table must have its shard tied: to a parameter, or to the `shard` of something that has one. Hot tables that stand together in a
// query, or in a query inside of it, must be tied to each other: else rows of two shards meet. The ties are sets of nodes (`query.alias`, `$1`) that
// are joined by each `=` between them.
import { parse } from 'libpg-query';

export interface Judged {
  readonly problems: readonly string[];
  /** All hot tables are tied to one shard, which the caller gives; `many`: to those of a list. */
  readonly shards: 'none' | 'one' | 'many';
}

type Node = Readonly<Record<string, unknown>>;

interface Query {
  readonly id: number;
  readonly parent: Query | null;
  /** In a FROM clause: what it gives has a shard, by which whatever is beside it must be tied to it. */
  readonly isSource: boolean;
  /** By alias: the hot table, or null for everything else. */
  readonly names: Map<string, string | null>;
}

interface Judging {
  readonly hot: ReadonlySet<string>;
  readonly queries: Query[];
  readonly parents: Map<string, string>;
  /** Tied to a list of shards. */
  readonly listed: Set<string>;
  readonly problems: string[];
}

/** @throws {Error} if it is not SQL. */
export async function judge(text: string, hot: ReadonlySet<string>): Promise<Judged> {
  const { stmts = [] } = (await parse(text)) as { readonly stmts?: readonly { readonly stmt?: unknown }[] };
  const judging: Judging = { hot, queries: [], parents: new Map(), listed: new Set(), problems: [] };
  for (const { stmt } of stmts) visit(judging, stmt, null);
  const tables = judging.queries.flatMap((query) =>
    [...query.names]
      .filter(([, table]) => table !== null)
      .map(([alias, table]) => ({ query, alias, table: table ?? '' })),
  );
  for (const { query, alias, table } of tables) {
    if (!isTied(judging, nodeOf(query, alias)))
      judging.problems.push(`${table} (${alias}): its shard is not named`);
    judging.problems.push(...apart(judging, query, alias));
  }
  const isOne = tables.every(({ query, alias }) =>
    membersOf(judging, nodeOf(query, alias)).some((node) => node.startsWith('$')),
  );
  return { problems: judging.problems, shards: tables.length === 0 ? 'none' : isOne ? 'one' : 'many' };
}

const statements = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt'];

function visit(judging: Judging, node: unknown, query: Query | null, isSource = false): void {
  if (Array.isArray(node)) {
    for (const each of node) visit(judging, each, query, isSource);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) visitMember(judging, [key, value], query, isSource);
}

function visitMember(
  judging: Judging,
  [key, value]: readonly [string, unknown],
  query: Query | null,
  isSource: boolean,
): void {
  if (statements.includes(key)) {
    visitQuery(judging, value as Node, query, isSource);
    return;
  }
  if (key === 'A_Expr' && query !== null) tie(judging, value as Node, query);
  // What a CTE reads stands alone.
  visit(judging, value, key === 'ctequery' ? null : query, isSource || key === 'RangeSubselect');
}

function visitQuery(judging: Judging, node: Node, parent: Query | null, isSource: boolean): void {
  if (node['op'] !== undefined && node['op'] !== 'SETOP_NONE') {
    visit(judging, node['withClause'], parent);
    for (const half of ['larg', 'rarg']) visitQuery(judging, node[half] as Node, parent, isSource);
    return;
  }
  const query: Query = { id: judging.queries.length, parent, isSource, names: new Map() };
  judging.queries.push(query);
  const { relation, cols, fromClause, usingClause } = node as Record<string, unknown>;
  for (const source of [fromClause, usingClause]) collect(judging, query, source);
  if (relation !== undefined && cols === undefined) addTable(judging, query, relation as Node);
  if (relation !== undefined && cols !== undefined)
    checkInsert(judging, relation as Node, cols as readonly Node[]);
  visit(judging, Object.values(node), query, false);
}

/** The names that a FROM clause makes; queries in it are visited later. */
function collect(judging: Judging, query: Query, source: unknown): void {
  if (Array.isArray(source)) {
    for (const each of source) collect(judging, query, each);
    return;
  }
  if (typeof source !== 'object' || source === null) return;
  for (const [kind, value] of Object.entries(source) as [string, Node][]) {
    if (kind === 'RangeVar') addTable(judging, query, value);
    else if (kind === 'JoinExpr') collect(judging, query, [value['larg'], value['rarg']]);
    else query.names.set(aliasOf(value), null);
  }
}

function addTable(judging: Judging, query: Query, range: Node): void {
  const table = String(range['relname']);
  const isHot = range['schemaname'] === 'baton' && judging.hot.has(table);
  query.names.set(aliasOf(range), isHot ? table : null);
}

function aliasOf(source: Node): string {
  const alias = source['alias'] as { readonly aliasname?: string } | undefined;
  return alias?.aliasname ?? String(source['relname']);
}

function checkInsert(judging: Judging, relation: Node, cols: readonly Node[]): void {
  const table = String(relation['relname']);
  if (!judging.hot.has(table)) return;
  const names = cols.map((col) => (col['ResTarget'] as Node)['name']);
  if (!names.includes('shard')) judging.problems.push(`${table}: a row is inserted without its shard`);
}

/** `a.shard = b.shard`, `a.shard = $1`, `a.shard = any ($1)`, `(a.shard, …) between (b.shard, …) and (b.shard, …)`. */
function tie(judging: Judging, expression: Node, query: Query): void {
  if (expression['kind'] === 'AEXPR_BETWEEN') tieRows(judging, expression, query);
  else tieSides(judging, expression, query);
}

function tieSides(judging: Judging, expression: Node, query: Query): void {
  const operator = (expression['name'] as readonly Node[] | undefined)?.[0]?.['String'] as
    { sval?: string } | undefined;
  if (operator?.sval !== '=') return;
  const left = sideOf(expression['lexpr'], query);
  const right = sideOf(expression['rexpr'], query);
  if (left !== null && right !== null) join(judging, expression['kind'], [left, right]);
}

function join(judging: Judging, kind: unknown, [left, right]: readonly [string, string]): void {
  // `any (array[b.shard])` is the same.
  if (kind === 'AEXPR_OP' || !right.startsWith('$'))
    judging.parents.set(rootOf(judging, left), rootOf(judging, right));
  else if (kind === 'AEXPR_OP_ANY' && right.startsWith('$')) judging.listed.add(left);
}

/** The key of a row between one and the same: it equals that. */
function tieRows(judging: Judging, expression: Node, query: Query): void {
  const bounds = (expression['rexpr'] as Node)['List'] as { readonly items: readonly unknown[] };
  const [row, from, to] = [expression['lexpr'], ...bounds.items].map((each) => shardOf(each, query));
  if (row == null || from == null || from !== to) return;
  judging.parents.set(rootOf(judging, row), rootOf(judging, from));
}

/** The shard that a row begins with. */
function shardOf(row: unknown, query: Query): string | null {
  const { args = [] } = ((row as Node)['RowExpr'] ?? {}) as { readonly args?: readonly unknown[] };
  return sideOf(args[0], query);
}

function sideOf(side: unknown, query: Query): string | null {
  if (typeof side !== 'object' || side === null) return null;
  const [kind, value] = Object.entries(side)[0] as [string, Node];
  if (kind === 'TypeCast') return sideOf(value['arg'], query);
  if (kind === 'ParamRef') return `$${String(value['number'])}`;
  if (kind === 'A_ArrayExpr') return sideOf((value['elements'] as readonly unknown[])[0], query);
  return kind === 'ColumnRef' ? columnOf(value, query) : null;
}

/** Without an alias it is of the first table: statements that have more name theirs. */
function columnOf(reference: Node, query: Query): string | null {
  const fields = reference['fields'] as readonly { readonly String?: { readonly sval: string } }[];
  const names = fields.map((field) => field.String?.sval ?? '');
  const column = names.at(-1) ?? '';
  const alias = names.at(-2) ?? [...query.names.keys()][0] ?? '';
  const owner = ownerOf(query, alias);
  if (owner === null || !column.endsWith('shard')) return null;
  // A column that names another shard is something else than the table's own.
  return column === 'shard' ? nodeOf(owner, alias) : `${nodeOf(owner, alias)}/${column}`;
}

function ownerOf(query: Query, alias: string): Query | null {
  if (query.names.has(alias)) return query;
  return query.parent === null ? null : ownerOf(query.parent, alias);
}

function nodeOf(query: Query, alias: string): string {
  return `${query.id}.${alias}`;
}

function rootOf({ parents }: Judging, node: string): string {
  let root = node;
  for (let next = parents.get(root); next !== undefined && next !== root; next = parents.get(root))
    root = next;
  return root;
}

function membersOf(judging: Judging, node: string): readonly string[] {
  const root = rootOf(judging, node);
  const all = new Set([node, ...judging.parents.keys(), ...judging.parents.values()]);
  return [...all].filter((one) => rootOf(judging, one) === root);
}

/** To a parameter, or to something that is no hot table: a list of parameters, another query, whose own ties are judged. */
function isTied(judging: Judging, node: string): boolean {
  const isHot = (one: string): boolean =>
    judging.queries.some((query) =>
      [...query.names].some(([alias, table]) => table !== null && nodeOf(query, alias) === one),
    );
  return membersOf(judging, node).some((one) => judging.listed.has(one) || !isHot(one));
}

/** Hot tables beside it, or around it, of another shard. */
function apart(judging: Judging, query: Query, alias: string): readonly string[] {
  const found: string[] = [];
  const root = rootOf(judging, nodeOf(query, alias));
  for (let around: Query | null = query; around !== null; around = around.isSource ? null : around.parent) {
    for (const [other, table] of around.names) {
      if (table === null || (around === query && other <= alias)) continue;
      if (rootOf(judging, nodeOf(around, other)) !== root)
        found.push(`${alias} and ${table} (${other}) meet across shards`);
    }
  }
  return found;
}
