// What must hold for the data that flows: expressions that parse and read what exists, and activities that get what they need.
import { isDuration } from './duration.ts';
import type { DesignNode, DesignProblem, NodeOf } from './design.ts';
import { requiredLimits } from './design-check-session.ts';
import { problem, titled } from './design-problem.ts';
import { ExpressionError } from './expression-error.ts';
import type { Reference } from './expression-references.ts';
import { compileExpression, referencesOf } from './expression.ts';
import { isObject, own } from './json-access.ts';
import type { Certainty } from './graph-certainty.ts';
import type { DesignIndex } from './graph-model.ts';
import { textsOf, type DesignText } from './graph-texts.ts';
import type { Upstream } from './graph-upstream.ts';
import type { Json } from './json.ts';
import { compileTemplate, templateReferences } from './template.ts';

/** An activity that some worker offers, as the designer knows it. */
export interface KnownActivity {
  readonly name: string;
  /** JSON Schema; absent: anything. */
  readonly inputSchema?: Json;
  readonly outputSchema?: Json;
}

/** The names that expressions in a design may start with. */
export const scopeNames: readonly string[] = ['input', 'nodes', 'run'];

/** What the checks of expressions know of the graph. */
export interface DesignFacts {
  readonly index: DesignIndex;
  readonly upstream: Upstream;
  readonly certainty: Certainty;
}

export function checkTexts(node: DesignNode, facts: DesignFacts): readonly DesignProblem[] {
  return textsOf(node).flatMap((text) => {
    const references = read(text);
    if (references instanceof ExpressionError) return [doesNotParse(node, text, references)];
    const bad = references.flatMap((reference) =>
      checkReference(node, text, { reference, references, ...facts }),
    );
    return [...badDuration(node, text, references), ...bad];
  });
}

type Read = readonly Reference[] | ExpressionError;

/** The editor checks after every change, and nearly all texts are those of before. Long texts aren't kept. */
const MAX_REMEMBERED = 10_000;
const MAX_REMEMBERED_LENGTH = 500;
const remembered = new Map<string, Read>();

function read(text: DesignText): Read {
  const key = `${text.mode === 'expression' ? 'e' : 't'}${text.text}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const found = parse(text);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  if (key.length <= MAX_REMEMBERED_LENGTH) remembered.set(key, found);
  return found;
}

function parse(text: DesignText): Read {
  try {
    if (text.mode === 'expression') return referencesOf(compileExpression(text.text));
    return templateReferences(compileTemplate(text.text));
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}

function doesNotParse(node: DesignNode, { path }: DesignText, error: ExpressionError): DesignProblem {
  return problem({
    code: 'BAD_EXPRESSION',
    node,
    path,
    message: `An expression of ${titled(node)} is wrong: ${error.describe()}.`,
    remedy: 'Correct the expression.',
  });
}

function badDuration(
  node: DesignNode,
  { mode, path, text }: DesignText,
  references: readonly Reference[],
): readonly DesignProblem[] {
  if (mode !== 'duration' || references.length > 0 || text.includes('{{')) return [];
  // Told in words of its own: see `NO_SESSION_TIMEOUT`.
  if (text === '' && node.kind === 'session' && requiredLimits.has(path)) return [];
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (isDuration(value)) return [];
  return [
    problem({
      code: 'BAD_DURATION',
      node,
      path,
      message: `“${text.slice(0, 60)}” in ${titled(node)} is no duration.`,
      remedy: 'Write it like 20s, 5 minutes or 2h30m.',
    }),
  ];
}

interface Reading extends DesignFacts {
  readonly reference: Reference;
  /** All of the same text. */
  readonly references: readonly Reference[];
}

function checkReference(node: DesignNode, { path }: DesignText, reading: Reading): readonly DesignProblem[] {
  const [root = '', id] = reading.reference.path;
  const at = { code: 'BAD_REFERENCE', node, path };
  if (!scopeNames.includes(root)) {
    const remedy = `Start with ${scopeNames.join(', ')}.`;
    return [
      problem({ ...at, message: `${titled(node)} reads “${root.slice(0, 60)}”, which there isn't.`, remedy }),
    ];
  }
  if (root !== 'nodes' || id === undefined) return [];
  const other = reading.index.nodes.get(id);
  if (other === undefined) {
    const remedy = 'Name a node by its id.';
    return [
      problem({
        ...at,
        message: `${titled(node)} reads the node “${id.slice(0, 60)}”, which doesn't exist.`,
        remedy,
      }),
    ];
  }
  if (reading.upstream.isUpstream(node.id, id)) return checkCertain(node, other, { path, ...reading });
  return [
    problem({
      ...at,
      code: 'NOT_UPSTREAM',
      message: `${titled(node)} reads ${titled(other)}, which does not come before it.`,
      remedy: 'Read a node from which edges lead here, or connect the two.',
    }),
  ];
}

/** `has(nodes.x…)` anywhere in the text says that its author knows. */
function checkCertain(
  node: DesignNode,
  other: DesignNode,
  { reference, references, certainty, path }: Reading & { readonly path: string },
): readonly DesignProblem[] {
  const isAsked = references.some(({ optional, path: [, id] }) => optional && id === other.id);
  if (isAsked || reference.path[2] !== 'output' || certainty.hasOutput(node.id, other.id)) return [];
  return [
    problem({
      severity: 'warning',
      code: 'MAY_BE_MISSING',
      node,
      path,
      message: `${titled(node)} reads the output of ${titled(other)}, which may have been skipped or failed.`,
      remedy: `Ask first: has(nodes.${other.id}.output) ? … : …`,
    }),
  ];
}

export function checkActivity(
  node: NodeOf<'activity'>,
  activities: ReadonlyMap<string, KnownActivity>,
): readonly DesignProblem[] {
  const { activity } = node.config;
  if (activity.trim() === '') {
    const message = `${titled(node)} does not say which activity to run.`;
    return [problem({ code: 'NO_ACTIVITY', node, path: 'activity', message, remedy: 'Choose an activity.' })];
  }
  const known = activities.get(activity);
  if (known === undefined) return [unknownActivity(node, activity, 'activity')];
  return missingInputs(node, known.inputSchema ?? null);
}

export function unknownActivity(node: DesignNode, activity: string, path: string): DesignProblem {
  return problem({
    severity: 'warning',
    code: 'UNKNOWN_ACTIVITY',
    node,
    path,
    message: `No worker offers the activity “${activity.slice(0, 100)}” of ${titled(node)} now.`,
    remedy: 'Choose another one, or start a worker that has it: the run waits for it.',
  });
}

/** Only what is plain to see: an input that is one expression may answer anything. */
function missingInputs(node: NodeOf<'activity'>, schema: Json): readonly DesignProblem[] {
  const input = node.config.input ?? {};
  if (!isObject(schema) || typeof input === 'string' || !isObject(input)) return [];
  const [required] = own(schema, 'required');
  if (!Array.isArray(required)) return [];
  const missing = (required as readonly Json[]).filter(
    (name): name is string => typeof name === 'string' && (!Object.hasOwn(input, name) || input[name] === ''),
  );
  return missing.map((name) =>
    problem({
      code: 'MISSING_INPUT',
      node,
      path: `input.${name}`,
      message: `${titled(node)} needs “${name}”.`,
      remedy: 'Fill it in, with a value or an expression.',
    }),
  );
}
