// What a form has to ask, read from a JSON Schema. A subset is understood; what isn't becomes a field for JSON, so no schema is without a form.
import type { Json, JsonObject } from '@baton/core';

interface Common {
  /** The key in its object; an index in a list. */
  readonly name: string;
  readonly label: string;
  readonly help: string | null;
  readonly required: boolean;
}

export interface Choice {
  readonly value: Json;
  readonly label: string;
}

export type FieldSpec = Common &
  (
    | {
        readonly kind: 'text';
        readonly widget: 'line' | 'area' | 'email' | 'url' | 'date' | 'time' | 'moment';
      }
    | {
        readonly kind: 'number';
        readonly integer: boolean;
        readonly min: number | null;
        readonly max: number | null;
      }
    | { readonly kind: 'boolean' }
    | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
    | { readonly kind: 'choices'; readonly choices: readonly Choice[] }
    | { readonly kind: 'group'; readonly fields: readonly FieldSpec[] }
    | {
        readonly kind: 'list';
        readonly item: FieldSpec;
        readonly emptyItem: Json;
        readonly maxItems: number | null;
      }
    | { readonly kind: 'json' }
  );

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The form of a schema. `name` is `''` for the whole. */
export function readSchema(schema: Json, name = '', required = false): FieldSpec {
  const node = isObject(schema) ? schema : {};
  const common = {
    name,
    label: textAt(node, 'title') ?? labelOf(name),
    help: textAt(node, 'description'),
    required,
  };
  return { ...common, ...shapeOf(node) } as FieldSpec;
}

type Shape = Omit<FieldSpec, keyof Common> & Record<string, unknown>;

function shapeOf(node: JsonObject): Shape {
  const choices = choicesOf(node);
  if (choices !== null) return { kind: 'choice', choices };
  switch (typeOf(node)) {
    case 'string':
      return { kind: 'text', widget: widgetOf(node) };
    case 'number':
      return numberShape(node, false);
    case 'integer':
      return numberShape(node, true);
    case 'boolean':
      return { kind: 'boolean' };
    case 'object':
      return isObject(node['properties']) ? { kind: 'group', fields: fieldsOf(node) } : { kind: 'json' };
    case 'array':
      return listShape(node);
    default:
      return { kind: 'json' };
  }
}

function numberShape(node: JsonObject, integer: boolean): Shape {
  return { kind: 'number', integer, min: numberAt(node, 'minimum'), max: numberAt(node, 'maximum') };
}

function listShape(node: JsonObject): Shape {
  const items = node['items'];
  if (!isObject(items)) return { kind: 'json' };
  const choices = choicesOf(items);
  if (choices !== null && node['uniqueItems'] === true) return { kind: 'choices', choices };
  return {
    kind: 'list',
    item: readSchema(items),
    emptyItem: emptyOf(items),
    maxItems: numberAt(node, 'maxItems'),
  };
}

function fieldsOf(node: JsonObject): readonly FieldSpec[] {
  const properties = node['properties'];
  const required = node['required'];
  if (!isObject(properties)) return [];
  return Object.entries(properties).map(([key, schema]) =>
    readSchema(schema, key, Array.isArray(required) && required.includes(key)),
  );
}

/** `type`, also where it is one of a list with null (`["string", "null"]`), or can be told from the keywords. */
function typeOf(node: JsonObject): string | null {
  const type = node['type'];
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) {
    const [only, ...others] = type.filter((one) => one !== 'null');
    return typeof only === 'string' && others.length === 0 ? only : null;
  }
  if (isObject(node['properties'])) return 'object';
  return isObject(node['items']) ? 'array' : null;
}

/** `enum`, or `oneOf`/`anyOf` of constants with titles. */
function choicesOf(node: JsonObject): readonly Choice[] | null {
  const listed = node['enum'];
  if (Array.isArray(listed)) return listed.map((value: Json) => ({ value, label: labelOfValue(value) }));
  const options = node['oneOf'] ?? node['anyOf'];
  if (!Array.isArray(options) || options.length === 0) return null;
  const choices: Choice[] = [];
  for (const option of options as readonly Json[]) {
    if (!isObject(option) || option['const'] === undefined) return null;
    choices.push({ value: option['const'], label: textAt(option, 'title') ?? labelOfValue(option['const']) });
  }
  return choices;
}

const widgets = {
  email: 'email',
  uri: 'url',
  url: 'url',
  date: 'date',
  time: 'time',
  'date-time': 'moment',
  textarea: 'area',
  multiline: 'area',
} as const;

function widgetOf(node: JsonObject): (typeof widgets)[keyof typeof widgets] | 'line' {
  const format = textAt(node, 'format') ?? '';
  if (Object.hasOwn(widgets, format)) return widgets[format as keyof typeof widgets];
  const max = numberAt(node, 'maxLength');
  return max !== null && max > 300 ? 'area' : 'line';
}

/** What a form starts with: the schema's defaults, and nothing else. */
export function defaultsOf(schema: Json): Json {
  if (!isObject(schema)) return null;
  if (schema['default'] !== undefined) return schema['default'];
  const properties = schema['properties'];
  if (!isObject(properties)) return typeOf(schema) === 'array' ? [] : typeOf(schema) === 'object' ? {} : null;
  const entries = Object.entries(properties).flatMap(([key, child]) => {
    const value = hasDefault(child) ? defaultsOf(child) : undefined;
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

function hasDefault(schema: Json): boolean {
  if (!isObject(schema)) return false;
  if (schema['default'] !== undefined) return true;
  const properties = schema['properties'];
  return isObject(properties) && Object.values(properties).some(hasDefault);
}

function emptyOf(schema: JsonObject): Json {
  if (schema['default'] !== undefined) return schema['default'];
  switch (typeOf(schema)) {
    case 'object':
      return defaultsOf(schema);
    case 'array':
      return [];
    case 'boolean':
      return false;
    case 'string':
      return '';
    default:
      return null;
  }
}

/** `dueDate` → `Due date`, `max_items` → `Max items`. */
export function labelOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim();
  return words === '' ? '' : words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

function labelOfValue(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function textAt(node: JsonObject, key: string): string | null {
  const value = node[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

function numberAt(node: JsonObject, key: string): number | null {
  const value = node[key];
  return typeof value === 'number' ? value : null;
}
