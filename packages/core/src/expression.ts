// Expressions: CEL without anything that could reach the host, run on, or answer differently on replay.
//
// Source is parsed by cel-js into a tree of our own (expression-parse.ts), which expression-evaluate.ts runs with a budget of
// steps. What differs from CEL: integers and doubles mix, `has` is lenient, `{name: 1}` names its key, no bytes,
// no unsigned integers, no types as values, times in UTC only.
import { createMeter, ExpressionError, ExpressionFault, type Meter } from './expression-error.ts';
import { run } from './expression-evaluate.ts';
import { parseExpression } from './expression-parse.ts';
import { rememberTexts } from './known-texts.ts';
import { collectReferences, type Reference } from './expression-references.ts';
import type { Expr } from './expression-tree.ts';
import { fromHost, isMap, toHost } from './expression-values.ts';
import type { Json } from './json.ts';

/** A parsed expression, to be evaluated any number of times. */
export interface Compiled {
  readonly source: string;
  readonly tree: Expr;
  readonly references: readonly Reference[];
}

/** What expressions see: `input`, `nodes`, `run`, … by name. */
export type Scope = Readonly<Record<string, Json>>;

/**
 * Parses and checks an expression of at most 64 Ki characters.
 *
 * @throws {ExpressionError} with the position: syntax, nesting above 200, functions that don't exist or aren't deterministic.
 */
export function compileExpression(source: string): Compiled {
  return known(source);
}

const known = rememberTexts<Compiled>((source) => {
  const tree = parseExpression(source);
  return { source, tree, references: collectReferences(tree) };
});

/** Which names of the scope an expression reads, and the fields below them: `nodes.total.output.sum`. */
export function referencesOf(compiled: Compiled): readonly Reference[] {
  return compiled.references;
}

/**
 * The value of an expression as JSON: integers stay integers, timestamps become ISO text, durations `90s`.
 *
 * Takes at most a million steps and answers at most 256 KiB.
 * @throws {ExpressionError} with text, position and the data seen.
 */
export function evaluate(compiled: Compiled, scope: Scope): Json {
  return evaluateMetered(compiled, scope, createMeter());
}

/** `evaluate` that shares its budget with other expressions. */
export function evaluateMetered(compiled: Compiled, scope: Scope, meter: Meter): Json {
  try {
    const names = fromHost(scope);
    if (!isMap(names)) throw new ExpressionFault('the scope is no object');
    return toHost(run(compiled.tree, { scope: names, locals: null, meter }), meter);
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    const message = `The expression failed: ${error.message}`;
    const position = error.at ?? 0;
    throw new ExpressionError(message, {
      source: compiled.source,
      position,
      seen: dataSeen(compiled, scope),
    });
  }
}

const MAX_SEEN = 8;
const MAX_SEEN_TEXT = 200;

/** The values of an expression's references, shortened: for the person who has to find the mistake. */
function dataSeen({ references }: Compiled, scope: Scope): Record<string, string> {
  const seen: Record<string, string> = {};
  for (const { path } of references.slice(0, MAX_SEEN)) {
    seen[path.join('.')] = shorten(valueAt(scope, path));
  }
  return seen;
}

function valueAt(scope: Scope, path: readonly string[]): unknown {
  let value: unknown = scope;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}

function shorten(value: unknown): string {
  if (value === undefined) return '(not there)';
  const text = jsonText(value);
  return text.length <= MAX_SEEN_TEXT ? text : `${text.slice(0, MAX_SEEN_TEXT)}…`;
}

/** Data that isn't JSON is what some errors are about, so showing it must not fail. */
function jsonText(value: unknown): string {
  if (typeof value === 'function' || typeof value === 'symbol') return `(a ${typeof value})`;
  try {
    return JSON.stringify(value);
  } catch {
    return `(a ${typeof value} that is not JSON)`;
  }
}
