// References by name: `nodes.<id>` in expressions. Renamed and pasted nodes take their references along.
import type { DesignNode, Json } from '@baton/core';

// In CEL: `nodes.charge`, `nodes["charge"]`, or a string in which nothing is a reference. Not `x.nodes.charge`.
const reference =
  /(?<![\w.])nodes\s*\.\s*([A-Za-z]\w*)|(?<![\w.])nodes\s*\[\s*(["'])([A-Za-z]\w*)\2\s*\]|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g;
const template = /\{\{([\s\S]*?)\}\}/g;

export type Renames = ReadonlyMap<string, string>;

/** A CEL expression with the referred nodes renamed. Strings in it stay as they are. */
export function renameInExpression(expression: string, renames: Renames): string {
  return expression.replace(
    reference,
    (match: string, dotted?: string, _quote?: string, indexed?: string) => {
      const old = dotted ?? indexed;
      const renamed = old === undefined ? undefined : renames.get(old);
      return old === undefined || renamed === undefined ? match : replaceLast(match, old, renamed);
    },
  );
}

/** A text with `{{ … }}` parts: only those parts are expressions. */
export function renameInTemplate(text: string, renames: Renames): string {
  return text.replace(template, (_match, inner: string) => `{{${renameInExpression(inner, renames)}}}`);
}

/** The node with every reference in its settings renamed; the same object if there was none. */
export function renameReferences(node: DesignNode, renames: Renames): DesignNode {
  const config = renameInJson(node.config as Json, renames, node.kind === 'branch' ? 'when' : null);
  return config === node.config ? node : ({ ...node, config } as DesignNode);
}

/** `expressionKey`: the property whose texts are whole expressions, not templates. Unchanged parts keep their identity. */
function renameInJson(value: Json, renames: Renames, expressionKey: string | null, key = ''): Json {
  if (typeof value === 'string') {
    return key === expressionKey && !value.includes('{{')
      ? renameInExpression(value, renames)
      : renameInTemplate(value, renames);
  }
  if (isList(value)) {
    const items = value.map((item) => renameInJson(item, renames, expressionKey, key));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(
    ([name, item]) => [name, renameInJson(item, renames, expressionKey, name)] as const,
  );
  const record = value as Readonly<Record<string, Json>>;
  return entries.every(([name, item]) => item === record[name]) ? value : Object.fromEntries(entries);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function replaceLast(text: string, part: string, by: string): string {
  const at = text.lastIndexOf(part);
  return text.slice(0, at) + by + text.slice(at + part.length);
}
