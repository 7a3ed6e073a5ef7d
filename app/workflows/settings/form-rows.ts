// Simple forms as rows, to and from JSON Schema. Pure. What rows can't express is left to the JSON view.
import type { Json } from '@baton/core';
import { uniqueId } from '../../canvas/model/new-node.ts';

export type FieldType = 'text' | 'multiline' | 'number' | 'integer' | 'boolean' | 'date' | 'email' | 'choice';

export interface FormRow {
  /** Key in the values. It stays when the title changes, so that expressions go on working. */
  readonly name: string;
  readonly title: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly choices: readonly string[];
}

export const fieldTypes: readonly {
  readonly type: FieldType;
  readonly label: string;
  readonly schema: Readonly<Record<string, Json>>;
}[] = [
  { type: 'text', label: 'Text', schema: { type: 'string' } },
  { type: 'multiline', label: 'Long text', schema: { type: 'string', format: 'multiline' } },
  { type: 'number', label: 'Number', schema: { type: 'number' } },
  { type: 'integer', label: 'Whole number', schema: { type: 'integer' } },
  { type: 'boolean', label: 'Yes or no', schema: { type: 'boolean' } },
  { type: 'date', label: 'Date', schema: { type: 'string', format: 'date' } },
  { type: 'email', label: 'E-mail', schema: { type: 'string', format: 'email' } },
  { type: 'choice', label: 'Choice', schema: { type: 'string', enum: [] } },
];

export function schemaOf(rows: readonly FormRow[]): Json {
  const properties = Object.fromEntries(
    rows.map((row) => {
      const schema = fieldTypes.find(({ type }) => type === row.type)?.schema ?? {};
      const choices = row.choices.filter((choice) => choice !== '');
      return [row.name, { ...schema, title: row.title, ...(row.type === 'choice' ? { enum: choices } : {}) }];
    }),
  );
  const required = rows.filter((row) => row.required).map((row) => row.name);
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) };
}

/** The rows of a form; `null` if it holds what rows can't show. */
export function rowsOf(schema: Json | undefined): readonly FormRow[] | null {
  if (schema === undefined) return [];
  const { properties, required, ...rest } = asRecord(schema);
  if (Object.keys(rest).some((key) => key !== 'type') || rest['type'] !== 'object') return null;
  const names = Array.isArray(required) ? (required as readonly Json[]) : [];
  const rows = Object.entries(asRecord(properties)).map(([name, property]) =>
    rowOf(name, property ?? null, names.includes(name)),
  );
  return rows.some((row) => row === null) ? null : rows.filter((row) => row !== null);
}

function rowOf(name: string, property: Json, required: boolean): FormRow | null {
  const { title, enum: choices, ...schema } = asRecord(property);
  const isChoice = Array.isArray(choices);
  const found = fieldTypes.find(({ type, schema: known }) => {
    const { enum: _choices, ...plain } = known;
    return isChoice === (type === 'choice') && sameRecord(plain, schema);
  });
  if (found === undefined) return null;
  const texts = isChoice ? (choices as readonly Json[]).filter((choice) => typeof choice === 'string') : [];
  return {
    name,
    title: typeof title === 'string' ? title : name,
    type: found.type,
    required,
    choices: texts,
  };
}

export const freshTitle = 'New field';

export function emptyField(rows: readonly FormRow[]): FormRow {
  const name = uniqueId('field', new Set(rows.map((row) => row.name)));
  return { name, title: freshTitle, type: 'text', required: false, choices: [] };
}

/** Whether a key is still the one that a new field got. */
export function isFreshKey(name: string): boolean {
  return /^field\d*$/.test(name);
}

/** A label as a key: `Row count` is `rowCount`. */
export function keyOf(title: string): string {
  return uniqueId(title, new Set());
}

/** The wanted key, or one like it if another field has it. */
export function freeKey(rows: readonly FormRow[], index: number, wanted: string): string {
  const taken = new Set(rows.filter((_row, at) => at !== index).map((row) => row.name));
  return taken.has(wanted) ? uniqueId(wanted, taken) : wanted;
}

function sameRecord(
  a: Readonly<Record<string, Json | undefined>>,
  b: Readonly<Record<string, Json | undefined>>,
): boolean {
  const keys = Object.keys({ ...a, ...b });
  return keys.every((key) => a[key] === b[key]);
}
function asRecord(value: Json | undefined): Readonly<Record<string, Json | undefined>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json>>)
    : {};
}
