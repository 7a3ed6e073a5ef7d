// A JSON Schema as a list of fields to draw: for human forms, the input of a run, and the settings of an activity.
import type { Json, JsonObject } from './json.ts';
import { isObject, own } from './json-access.ts';

export type FieldKind =
  | 'text'
  | 'multiline'
  | 'email'
  | 'url'
  | 'date'
  | 'time'
  | 'datetime'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'choice'
  /** Any of several: a list of different choices. */
  | 'choices'
  /** Its `fields` are those of the object. */
  | 'object'
  /** A list of `item`s. */
  | 'list'
  /** Anything else, as JSON text. */
  | 'json';

export interface FieldOption {
  readonly value: Json;
  readonly label: string;
}

/** One field, with everything a widget needs. `null`: not given. */
export interface FormField {
  /** Key in the values. */
  readonly name: string;
  /** JSON pointer in the values, as problems name it. */
  readonly path: string;
  readonly kind: FieldKind;
  readonly title: string;
  readonly description: string | null;
  readonly required: boolean;
  /** `undefined`: none. */
  readonly default: Json | undefined;
  readonly options: readonly FieldOption[];
  readonly min: number | null;
  readonly max: number | null;
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly pattern: string | null;
  readonly placeholder: string | null;
  readonly fields: readonly FormField[];
  readonly item: FormField | null;
}

const MAX_DEPTH = 6;

/** The fields of an object schema in its own order; empty for any other schema. */
export function formFields(schema: Json): readonly FormField[] {
  return isObject(schema) ? objectFields(schema, '', 0) : [];
}

function objectFields(schema: JsonObject, path: string, depth: number): readonly FormField[] {
  const [properties] = own(schema, 'properties');
  const [required] = own(schema, 'required');
  if (!isObject(properties)) return [];
  const needed = new Set(Array.isArray(required) ? (required as readonly Json[]) : []);
  return Object.entries(properties).map(([name, property]) => {
    const pointer = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return field(property, { name, path: pointer, required: needed.has(name), depth });
  });
}

interface Place {
  readonly name: string;
  readonly path: string;
  readonly required: boolean;
  readonly depth: number;
}

function field(property: Json, place: Place): FormField {
  const schema = isObject(property) ? property : {};
  const kind = place.depth > MAX_DEPTH ? 'json' : kindOf(schema);
  const [items] = own(schema, 'items');
  const inside = { name: '', path: `${place.path}/-`, required: true, depth: place.depth + 1 };
  return {
    name: place.name,
    path: place.path,
    required: place.required,
    kind,
    title: text(schema, 'title') ?? titleOf(place.name),
    description: text(schema, 'description'),
    default: own(schema, 'default')[0],
    options: optionsOf(kind === 'choices' && isObject(items) ? items : schema),
    ...limitsOf(schema),
    fields: kind === 'object' ? objectFields(schema, place.path, place.depth + 1) : [],
    item: kind === 'list' ? field(items ?? {}, inside) : null,
  };
}

function limitsOf(schema: JsonObject) {
  const [examples] = own(schema, 'examples');
  const [example] = Array.isArray(examples) ? (examples as readonly Json[]) : [];
  return {
    min: number(schema, 'minimum') ?? number(schema, 'exclusiveMinimum'),
    max: number(schema, 'maximum') ?? number(schema, 'exclusiveMaximum'),
    minLength: number(schema, 'minLength'),
    maxLength: number(schema, 'maxLength'),
    pattern: text(schema, 'pattern'),
    placeholder: typeof example === 'string' ? example : null,
  };
}

/** `firstName`, `first_name` → `First name`. */
function titleOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const ofFormat: ReadonlyMap<string, FieldKind> = new Map([
  ['email', 'email'],
  ['uri', 'url'],
  ['url', 'url'],
  ['date', 'date'],
  ['time', 'time'],
  ['date-time', 'datetime'],
  ['multiline', 'multiline'],
  ['textarea', 'multiline'],
  ['markdown', 'multiline'],
]);
/** Longer texts than this get room. */
const LONG_TEXT = 200;

function kindOf(schema: JsonObject): FieldKind {
  if (optionsOf(schema).length > 0) return 'choice';
  switch (typeOf(schema)) {
    case 'string':
      return ofFormat.get(text(schema, 'format') ?? '') ?? textKind(schema);
    case 'number':
      return 'number';
    case 'integer':
      return 'integer';
    case 'boolean':
      return 'boolean';
    case 'array':
      return listKind(schema);
    case 'object':
      return own(schema, 'properties').some((properties) => isObject(properties)) ? 'object' : 'json';
    default:
      return 'json';
  }
}

function textKind(schema: JsonObject): FieldKind {
  return (number(schema, 'maxLength') ?? 0) > LONG_TEXT ? 'multiline' : 'text';
}

function listKind(schema: JsonObject): FieldKind {
  const [items] = own(schema, 'items');
  if (!isObject(items)) return 'json';
  return optionsOf(items).length > 0 ? 'choices' : 'list';
}

/** The type, `null` aside: `["string", "null"]` is a text that may be left out. */
function typeOf(schema: JsonObject): string | null {
  const [type] = own(schema, 'type');
  if (typeof type === 'string') return type;
  if (!Array.isArray(type)) return null;
  const kinds = (type as readonly Json[]).filter((one) => one !== 'null');
  return kinds.length === 1 && typeof kinds[0] === 'string' ? kinds[0] : null;
}

/** From `enum`, or from `oneOf` of constants with titles. */
function optionsOf(schema: JsonObject): readonly FieldOption[] {
  const [values] = own(schema, 'enum');
  if (Array.isArray(values))
    return (values as readonly Json[]).map((value) => ({ value, label: labelOf(value) }));
  const [alternatives] = own(schema, 'oneOf');
  if (!Array.isArray(alternatives)) return [];
  const options = (alternatives as readonly Json[]).flatMap((one) => {
    const [value] = isObject(one) ? own(one, 'const') : [];
    if (!isObject(one) || value === undefined) return [];
    return [{ value, label: text(one, 'title') ?? labelOf(value) }];
  });
  return options.length === alternatives.length ? options : [];
}

function labelOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function text(schema: JsonObject, key: string): string | null {
  const [value] = own(schema, key);
  return typeof value === 'string' ? value : null;
}

function number(schema: JsonObject, key: string): number | null {
  const [value] = own(schema, key);
  return typeof value === 'number' ? value : null;
}
