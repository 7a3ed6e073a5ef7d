// Text with `{{ CEL }}` parts, and JSON whose strings are such texts.
//
// Values are data: what an expression answers is put in as it is and never read as a template again.
import { createMeter, ExpressionError, type Meter } from './expression-error.ts';
import { compileExpression, evaluateMetered, type Compiled, type Scope } from './expression.ts';
import type { Reference } from './expression-references.ts';
import type { Json } from './json.ts';
import { rememberTexts } from './known-texts.ts';

type Part =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'value'; readonly value: Compiled };

/** A parsed template. `source` is the whole text. */
export interface Template {
  readonly source: string;
  readonly parts: readonly Part[];
}

/**
 * Parses a text with `{{ … }}` parts. For two braces as such write `{{ "{{" }}`.
 *
 * @throws {ExpressionError} with the position in the whole text.
 */
export function compileTemplate(source: string): Template {
  return known(source);
}

const known = rememberTexts(parseTemplate);

function parseTemplate(source: string): Template {
  const parts: Part[] = [];
  let from = 0;
  for (;;) {
    const open = source.indexOf('{{', from);
    if (open < 0) break;
    if (open > from) parts.push({ kind: 'text', text: source.slice(from, open) });
    const close = endOfPart(source, open);
    parts.push({ kind: 'value', value: compilePart(source, open + 2, close) });
    from = close + 2;
  }
  if (from < source.length) parts.push({ kind: 'text', text: source.slice(from) });
  return { source, parts };
}

/** Where the `}}` is that closes the part: not in a string, and not the end of `{"a": {"b": 1}}`. */
function endOfPart(source: string, open: number): number {
  let depth = 0;
  for (let i = open + 2; i < source.length; i++) {
    const char = source.charAt(i);
    if (char === '"' || char === "'") i = endOfString(source, i);
    else if (char === '{') depth += 1;
    else if (char === '}') {
      if (depth === 0 && source.charAt(i + 1) === '}') return i;
      depth = Math.max(0, depth - 1);
    }
  }
  throw new ExpressionError('A part that starts with {{ has no }}', { source, position: open });
}

function endOfString(source: string, start: number): number {
  const quote = source.charAt(start);
  for (let i = start + 1; i < source.length; i++) {
    const char = source.charAt(i);
    if (char === '\\') i += 1;
    else if (char === quote) return i;
  }
  return source.length;
}

function compilePart(source: string, start: number, end: number): Compiled {
  try {
    return compileExpression(source.slice(start, end));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new ExpressionError(error.message, { source, position: start + error.position });
  }
}

/** Which data a template reads; positions are those in their own part. */
export function templateReferences(template: Template): readonly Reference[] {
  return template.parts.flatMap((part) => (part.kind === 'value' ? part.value.references : []));
}

/**
 * The text with its parts filled in; a text that is exactly one part (spaces around aside) keeps the type of its value.
 *
 * In a text, null is nothing, and objects and lists are JSON.
 * @throws {ExpressionError}
 */
export function renderTemplate(text: string, scope: Scope): Json {
  return render(compileTemplate(text), scope, createMeter());
}

/** `renderTemplate` for places that need text. */
export function renderText(text: string, scope: Scope): string {
  return toText(renderTemplate(text, scope));
}

/** The JSON with every string in it rendered, keys excepted. All parts share one budget. @throws {ExpressionError} */
export function renderJson(template: Json, scope: Scope): Json {
  return renderValue(template, scope, createMeter());
}

function renderValue(value: Json, scope: Scope, meter: Meter): Json {
  if (typeof value === 'string')
    return value.includes('{{') ? render(compileTemplate(value), scope, meter) : value;
  if (value === null || typeof value !== 'object') return value;
  if (isArray(value)) return value.map((item) => renderValue(item, scope, meter));
  const entries = Object.entries(value).map(
    ([key, inner]) => [key, renderValue(inner, scope, meter)] as const,
  );
  return Object.fromEntries(entries);
}

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);

function render(template: Template, scope: Scope, meter: Meter): Json {
  const meaning = template.parts.filter((part) => part.kind === 'value' || part.text.trim() !== '');
  const [only] = meaning;
  if (meaning.length === 1 && only?.kind === 'value') return evaluateMetered(only.value, scope, meter);
  return template.parts
    .map((part) => (part.kind === 'text' ? part.text : toText(evaluateMetered(part.value, scope, meter))))
    .join('');
}

function toText(value: Json): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : JSON.stringify(value);
}
