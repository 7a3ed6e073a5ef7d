// What an expression may refer to, as a list to choose from: typed by the schemas that are known before anything has run.
import {
  type Design,
  type DesignNode,
  formFields,
  type FormField,
  functionNames,
  indexDesign,
  type Json,
  type NodeKind,
  upstreamOf,
} from '@baton/core';

export interface Completion {
  readonly text: string;
  /** What it is: `text`, `Charge card, activity`. */
  readonly about: string;
}

/** What is known of an activity's answer; `null`: nothing. */
export type OutputSchemas = ReadonlyMap<string, Json>;

const MAX_DEPTH = 3;

/** Everything that expressions in a node's settings can see, in the order in which people look for it. */
export function completionsFor(
  design: Design,
  nodeId: string,
  schemas: OutputSchemas,
): readonly Completion[] {
  const byId = new Map(design.nodes.map((node) => [node.id, node]));
  const before = upstreamOf(indexDesign(design))
    .of(nodeId)
    .flatMap((id) => byId.get(id) ?? []);
  const start = design.nodes.find((node) => node.kind === 'start');
  return [
    { text: 'input', about: 'what the run was given' },
    ...fieldsBelow('input', start?.kind === 'start' ? (start.config.input ?? null) : null),
    ...[...before].reverse().flatMap((node) => outputsOf(node, schemas)),
    { text: 'run.id', about: 'id of the run' },
    { text: 'run.workflowId', about: 'what the caller named it' },
    { text: 'run.startedAt', about: 'when it began, ISO text' },
  ];
}

function outputsOf(node: DesignNode, schemas: OutputSchemas): readonly Completion[] {
  if (silentKinds.has(node.kind)) return [];
  const root = `nodes.${node.id}.output`;
  return [
    { text: root, about: `${node.name}, its output` },
    ...fieldsBelow(root, outputSchema(node, schemas)),
  ];
}

const silentKinds: ReadonlySet<NodeKind> = new Set([
  'start',
  'end',
  'fail',
  'parallel',
  'join',
  'timer',
  'branch',
  'session',
]);

function outputSchema(node: DesignNode, schemas: OutputSchemas): Json {
  switch (node.kind) {
    case 'activity':
      return schemas.get(node.config.activity) ?? null;
    case 'human':
      return objectOf({
        outcome: { type: 'string', enum: node.config.outcomes },
        values: node.config.form ?? { type: 'object' },
        by: { type: 'string' },
        at: { type: 'string' },
        comment: { type: 'string' },
      });
    case 'http':
      return objectOf({ status: { type: 'integer' }, headers: { type: 'object' }, body: {} });
    case 'transform':
      return schemaOfTemplate(node.config.output);
    default:
      return null;
  }
}

function objectOf(properties: Readonly<Record<string, Json>>): Json {
  return { type: 'object', properties };
}

function schemaOfTemplate(output: Json): Json {
  if (output === null || typeof output !== 'object' || Array.isArray(output)) return null;
  return objectOf(Object.fromEntries(Object.keys(output).map((key) => [key, {}])));
}

function fieldsBelow(root: string, schema: Json, depth = 1): readonly Completion[] {
  return formFields(schema).flatMap((field) => fieldCompletions(root, field, depth));
}

function fieldCompletions(root: string, field: FormField, depth: number): readonly Completion[] {
  const text = /^[A-Za-z_]\w*$/.test(field.name)
    ? `${root}.${field.name}`
    : `${root}[${JSON.stringify(field.name)}]`;
  const inner =
    depth < MAX_DEPTH ? field.fields.flatMap((child) => fieldCompletions(text, child, depth + 1)) : [];
  return [{ text, about: field.kind === 'json' ? (field.description ?? '') : field.kind }, ...inner];
}

export interface Typing {
  /** What is typed of a name, from `start` to the caret. */
  readonly word: string;
  readonly start: number;
}

/** The name at the caret, if the caret is where an expression is typed. `whole`: all of the text is one expression. */
export function typingAt(text: string, caret: number, whole: boolean): Typing | null {
  const before = text.slice(0, caret);
  if (!whole) {
    const open = before.lastIndexOf('{{');
    if (open < 0 || before.includes('}}', open)) return null;
  }
  const [word = ''] = /[A-Za-z_][\w.]*$/.exec(before) ?? [];
  return { word, start: caret - word.length };
}

/** What fits what is typed: paths first, then functions. Nothing typed: the paths alone. */
export function matching(completions: readonly Completion[], word: string): readonly Completion[] {
  const typed = word.toLowerCase();
  const paths = completions.filter(({ text }) => {
    const path = text.toLowerCase();
    return (
      path !== typed && (path.startsWith(typed) || path.split('.').some((part) => part.startsWith(typed)))
    );
  });
  const functions =
    typed === ''
      ? []
      : functionNames
          .filter((name) => name.toLowerCase().startsWith(typed))
          .map((name) => ({ text: `${name}(`, about: 'function' }));
  return [...paths, ...functions].slice(0, 12);
}
