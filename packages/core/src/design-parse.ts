// From unknown JSON to a design, or to what is wrong with its shape. Nothing in a document is run by reading it.
import type { z } from 'zod';
import { design as designSchema, MAX_EDGES, MAX_NODES, type Design, type DesignProblem } from './design.ts';
import { PayloadError } from './errors.ts';
import { isObject } from './json-access.ts';
import type { Json } from './json.ts';
import { checkPayload, MAX_PAYLOAD_BYTES } from './payload.ts';

export type ParsedDesign =
  | { readonly design: Design; readonly problems?: undefined }
  | { readonly design?: undefined; readonly problems: readonly DesignProblem[] };

const MAX_PROBLEMS = 100;

/**
 * A design from a file, the clipboard or a request. Properties that don't exist are refused, not dropped.
 *
 * At most 2,000 nodes, 5,000 edges and 2 MiB. Whether it can be published is `checkDesign`'s question.
 */
export function parseDesign(value: unknown): ParsedDesign {
  const size = sizeProblem(value);
  if (size !== null) return { problems: [size] };
  let plain: Json;
  try {
    plain = checkPayload(value, 'design', MAX_PAYLOAD_BYTES);
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    return { problems: [broken('NOT_JSON', error.message, 'Import a design as it was exported.')] };
  }
  const result = designSchema.safeParse(plain);
  if (result.success) return { design: result.data };
  return { problems: result.error.issues.slice(0, MAX_PROBLEMS).map((issue) => describe(issue, plain)) };
}

/** Looked at first: reading ten thousand nodes in order to refuse them takes seconds. */
function sizeProblem(value: unknown): DesignProblem | null {
  if (!isObject(value)) {
    return broken('NOT_A_DESIGN', 'This is not a design.', 'A design is an object with `nodes` and `edges`.');
  }
  const count = (list: unknown) => (Array.isArray(list) ? list.length : 0);
  const [nodes, edges] = [count(value['nodes']), count(value['edges'])];
  const remedy = 'Split it into several workflows.';
  if (nodes > MAX_NODES) {
    return broken('TOO_MANY_NODES', `A design has at most ${MAX_NODES} nodes; this has ${nodes}.`, remedy);
  }
  if (edges > MAX_EDGES) {
    return broken('TOO_MANY_EDGES', `A design has at most ${MAX_EDGES} edges; this has ${edges}.`, remedy);
  }
  return null;
}

function broken(code: string, message: string, remedy: string): DesignProblem {
  return { severity: 'error', code, nodeId: null, edgeId: null, path: null, message, remedy };
}

const remedies: Readonly<Record<string, string>> = {
  unrecognized_keys: 'Remove the properties that a design does not have.',
  invalid_union: 'Choose one of the kinds of nodes that exist.',
  too_big: 'Make it smaller.',
};

function describe(issue: z.core.$ZodIssue, document: Json): DesignProblem {
  const place = placeOf(issue.path.map(String), document);
  const where = [place.id === null ? '' : `“${place.id}”`, place.path]
    .filter((part) => part !== '')
    .join(', ');
  return {
    severity: 'error',
    code: 'BAD_SHAPE',
    nodeId: place.list === 'nodes' ? place.id : null,
    edgeId: place.list === 'edges' ? place.id : null,
    path: place.path === '' ? null : place.path,
    message: `${where === '' ? 'The design' : where}: ${issue.message.slice(0, 300)}`,
    remedy: remedies[issue.code] ?? 'Correct this setting.',
  };
}

/** Which node or edge an issue is in, and the path in its settings. */
function placeOf(path: readonly string[], document: Json) {
  const [list = '', at = '', ...rest] = path;
  const item = list === 'nodes' || list === 'edges' ? itemAt(document, list, Number(at)) : null;
  if (!isObject(item)) return { list, id: null, path: path.join('.').slice(0, 200) };
  const inside = rest[0] === 'config' ? rest.slice(1) : rest;
  const id = typeof item['id'] === 'string' ? item['id'].slice(0, 64) : null;
  return { list, id, path: inside.join('.').slice(0, 200) };
}

function itemAt(document: Json, list: string, at: number): Json {
  const items = isObject(document) ? document[list] : undefined;
  return Array.isArray(items) ? ((items as readonly Json[])[at] ?? null) : null;
}
