// Source → tree. The grammar is that of CEL, read by cel-js's parser; nothing else of that library is used.
//
// Why not its evaluator: it takes regular expressions to the host's backtracking engine (30 characters take a minute),
// has no budget of steps, reads times in the host's zone, refuses `price * 2` when a price happens to be an integer,
// and hands out host objects. So its tree is converted into ours, where every name of a function, its number of arguments and
// the depth are checked, and expression-evaluate.ts runs that.
import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import { ExpressionError, MAX_EXPRESSION_DEPTH, MAX_EXPRESSION_LENGTH } from './expression-error.ts';
import { arityProblem, refusedFunctions } from './expression-functions.ts';
import type { BinaryOperator, Expr, MacroName } from './expression-tree.ts';

const parser = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: {
    maxDepth: MAX_EXPRESSION_DEPTH,
    maxAstNodes: 20_000,
    maxListElements: 2_000,
    maxMapEntries: 2_000,
  },
});

/** @throws {ExpressionError} with the position, if it doesn't parse or calls something that doesn't exist. */
export function parseExpression(source: string): Expr {
  if (source.length > MAX_EXPRESSION_LENGTH) {
    throw new ExpressionError(`An expression has at most ${MAX_EXPRESSION_LENGTH} characters`, {
      source: source.slice(0, 200),
      position: 0,
    });
  }
  if (source.trim() === '') throw new ExpressionError('The expression is empty', { source, position: 0 });
  const convert = converter(source);
  return convert(parse(source), 0);
}

function parse(source: string): ASTNode {
  try {
    return parser.parse(source).ast;
  } catch (error) {
    // The parser recurses without a limit over `!!!!…` and `----…`.
    if (error instanceof RangeError) {
      throw new ExpressionError('It is nested too deeply', { source, position: 0 });
    }
    const { message, position } = readParseError(error);
    throw new ExpressionError(message, { source, position });
  }
}

function readParseError(error: unknown): { message: string; position: number } {
  if (!(error instanceof Error)) return { message: 'It does not parse', position: 0 };
  const message = 'summary' in error && typeof error.summary === 'string' ? error.summary : error.message;
  const range = 'range' in error ? (error.range as { start?: number } | undefined) : undefined;
  return { message, position: range?.start ?? 0 };
}

type Convert = (ast: ASTNode, depth: number) => Expr;
type Refuse = (message: string, ast: ASTNode) => never;
type NodeOf<Op extends ASTNode['op']> = Extract<ASTNode, { op: Op }>;

interface Into {
  /** One level deeper. */
  readonly convert: (ast: ASTNode) => Expr;
  readonly refuse: Refuse;
}

function converter(source: string): Convert {
  const refuse: Refuse = (message, ast) => {
    throw new ExpressionError(message, { source, position: ast.pos });
  };
  const convert: Convert = (ast, depth) => {
    if (depth > MAX_EXPRESSION_DEPTH) {
      refuse(`It is nested more than ${MAX_EXPRESSION_DEPTH} deep`, ast);
    }
    return convertNode(ast, { convert: (inner) => convert(inner, depth + 1), refuse });
  };
  return convert;
}

function convertNode(ast: ASTNode, into: Into): Expr {
  const at = ast.pos;
  const { convert } = into;
  switch (ast.op) {
    case 'value':
      return literal(ast, into);
    case 'id':
      return { at, kind: 'name', name: ast.args };
    case '.':
      return { at, kind: 'field', of: convert(ast.args[0]), name: ast.args[1] };
    case '[]':
      return { at, kind: 'index', of: convert(ast.args[0]), by: convert(ast.args[1]) };
    case 'list':
      return { at, kind: 'list', items: ast.args.map(convert) };
    case 'map':
      return {
        at,
        kind: 'map',
        entries: ast.args.map(([key, value]) => [mapKey(key, into), convert(value)]),
      };
    case '?:':
      return {
        at,
        kind: 'choose',
        when: convert(ast.args[0]),
        then: convert(ast.args[1]),
        otherwise: convert(ast.args[2]),
      };
    case '&&':
      return { at, kind: 'and', left: convert(ast.args[0]), right: convert(ast.args[1]) };
    case '||':
      return { at, kind: 'or', left: convert(ast.args[0]), right: convert(ast.args[1]) };
    case '!_':
      return { at, kind: 'not', of: convert(ast.args) };
    case '-_':
      return { at, kind: 'negate', of: convert(ast.args) };
    case 'call':
      return call(ast, into);
    case 'rcall':
      return method(ast, into);
    case '.?':
    case '[?]':
      return into.refuse('Optional access is not supported; use has(…)', ast);
    default:
      return binary(ast, into);
  }
}

function binary(ast: NodeOf<BinaryOperator>, { convert }: Into): Expr {
  const [left, right] = ast.args;
  return { at: ast.pos, kind: 'binary', operator: ast.op, left: convert(left), right: convert(right) };
}

function literal(ast: NodeOf<'value'>, { refuse }: Into): Expr {
  const value = ast.args;
  if (value !== null && typeof value === 'object') {
    return refuse('Unsigned integers and bytes are not supported, since JSON has neither', ast);
  }
  return { at: ast.pos, kind: 'literal', value };
}

/** `{name: 1}` names its key as `{"name": 1}` does: people come from JSON and JavaScript. */
function mapKey(key: ASTNode, { convert }: Into): Expr {
  return key.op === 'id' ? { at: key.pos, kind: 'literal', value: key.args } : convert(key);
}

function call(ast: NodeOf<'call'>, into: Into): Expr {
  const [name, args] = ast.args;
  if (name === 'has') return has(ast, args, into);
  return checkedCall(ast, name, args.map(into.convert), into);
}

function has(ast: ASTNode, args: readonly ASTNode[], { convert, refuse }: Into): Expr {
  const [field] = args;
  if (args.length !== 1 || field?.op !== '.') return refuse('has(…) takes a field: has(input.name)', ast);
  return { at: ast.pos, kind: 'has', of: convert(field.args[0]), name: field.args[1] };
}

const macros: ReadonlySet<string> = new Set<MacroName>(['all', 'exists', 'exists_one', 'filter', 'map']);
const isMacro = (name: string): name is MacroName => macros.has(name);

function method(ast: NodeOf<'rcall'>, into: Into): Expr {
  const [name, receiver, args] = ast.args;
  if (receiver.op === 'id' && receiver.args === 'cel' && name === 'bind') return bind(ast, args, into);
  if (receiver.op === 'id' && receiver.args === 'math') {
    return checkedCall(ast, `math.${name}`, args.map(into.convert), into);
  }
  if (isMacro(name)) return macro(ast, name, into);
  return checkedCall(ast, `.${name}`, [receiver, ...args].map(into.convert), into);
}

function macro(ast: NodeOf<'rcall'>, name: MacroName, { convert, refuse }: Into): Expr {
  const [, over, args] = ast.args;
  const [variable, first, second] = args;
  const count = name === 'map' ? [2, 3] : [2];
  if (!count.includes(args.length) || variable?.op !== 'id' || first === undefined) {
    return refuse(`${name} takes a name and an expression: list.${name}(x, …)`, ast);
  }
  const filter = second === undefined ? null : convert(first);
  const body = convert(second ?? first);
  return {
    at: ast.pos,
    kind: 'macro',
    macro: name,
    over: convert(over),
    variable: variable.args,
    filter,
    body,
  };
}

function bind(ast: ASTNode, args: readonly ASTNode[], { convert, refuse }: Into): Expr {
  const [variable, value, body] = args;
  if (args.length !== 3 || variable?.op !== 'id' || value === undefined || body === undefined) {
    return refuse('cel.bind takes a name, its value and an expression', ast);
  }
  return { at: ast.pos, kind: 'bind', variable: variable.args, value: convert(value), body: convert(body) };
}

function checkedCall(ast: ASTNode, name: string, args: readonly Expr[], { refuse }: Into): Expr {
  const why = refusedFunctions.get(name);
  if (why !== undefined) return refuse(why, ast);
  const problem = arityProblem(name, args.length);
  if (problem !== null) return refuse(problem, ast);
  return { at: ast.pos, kind: 'call', name, args };
}
