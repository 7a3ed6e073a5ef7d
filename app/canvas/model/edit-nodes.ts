// Commands on nodes: each answers what it changes in the design, and changes nothing itself.
import type { Design, DesignNode, Json } from '@baton/core';
import type { Change } from './changes.ts';
import { GRID, type Point, SESSION_HEADER, type Size } from './geometry.ts';
import { edgeId } from './new-node.ts';
import { portsOf } from './ports.ts';
import { record, type Recorder } from './recorder.ts';
import { renameReferences } from './references.ts';

export function moveNodes(design: Design, positions: ReadonlyMap<string, Point>): readonly Change[] {
  const edit = record(design);
  for (const [id, position] of positions) {
    const node = edit.node(id);
    if (node === undefined) continue;
    const { x, y } = position;
    if (node.position.x === x && node.position.y === y) continue;
    edit.putNode({ ...node, position: { x, y } });
  }
  return edit.changes();
}

export function resizeNode(design: Design, id: string, size: Size, position?: Point): readonly Change[] {
  const edit = record(design);
  const node = edit.node(id);
  if (node === undefined) return [];
  edit.putNode({ ...node, size: { ...size }, position: { ...(position ?? node.position) } });
  return edit.changes();
}

export function renameNode(design: Design, id: string, name: string): readonly Change[] {
  const edit = record(design);
  const node = edit.node(id);
  if (node === undefined || node.name === name) return [];
  edit.putNode({ ...node, name });
  return edit.changes();
}

/** Gives a node another id, in its edges, its inside and every expression that refers to it. */
export function changeNodeId(design: Design, id: string, to: string): readonly Change[] {
  if (!isFreeId(design, to)) return [];
  const edit = record(design);
  const renames = new Map([[id, to]]);
  for (const node of design.nodes) {
    const renamed = renamedNode(node, renames);
    if (renamed.id !== node.id) edit.removeNode(node.id);
    edit.putNode(renamed);
  }
  for (const edge of design.edges) {
    const source = renames.get(edge.source) ?? edge.source;
    const target = renames.get(edge.target) ?? edge.target;
    if (source === edge.source && target === edge.target) continue;
    const ends = { ...edge, source, target };
    edit.removeEdge(edge.id);
    edit.putEdge({ ...ends, id: edgeId(ends) });
  }
  return edit.changes();
}

/** Whether a node could be called so: short, a word, and nobody else's. */
export function isFreeId(design: Design, id: string): boolean {
  return /^[A-Za-z]\w{0,63}$/.test(id) && !design.nodes.some((node) => node.id === id);
}

function renamedNode(node: DesignNode, renames: ReadonlyMap<string, string>): DesignNode {
  const referring = renameReferences(node, renames);
  const id = renames.get(node.id);
  const parentId = renames.get(node.parentId ?? '');
  if (id === undefined && parentId === undefined) return referring;
  return {
    ...referring,
    ...(id === undefined ? {} : { id }),
    ...(parentId === undefined ? {} : { parentId }),
  };
}

/** Sets what is at a path of the node's settings; `undefined` removes it. Wires follow ports that the setting renames. */
export function setConfig(
  design: Design,
  id: string,
  path: readonly (string | number)[],
  value: Json | undefined,
): readonly Change[] {
  const edit = record(design);
  const node = edit.node(id);
  if (node === undefined) return [];
  const config = setIn(node.config as Json, path, value);
  if (config === node.config) return [];
  const changed = { ...node, config } as DesignNode;
  edit.putNode(changed);
  followPorts(edit, node, changed, design);
  return edit.changes();
}

/** A port that has another name at the same place was renamed; any other that is gone takes its wires along. */
function followPorts(edit: Recorder, before: DesignNode, after: DesignNode, design: Design): void {
  const old = portsOf(before).outputs.map((port) => port.port);
  const now = portsOf(after).outputs.map((port) => port.port);
  const gone = old.filter((port) => !now.includes(port));
  if (gone.length === 0) return;
  const fresh = now.filter((port) => !old.includes(port));
  const renamed = old.length === now.length && gone.length === 1 && fresh.length === 1 ? fresh[0] : undefined;
  for (const edge of design.edges) {
    if (edge.source !== before.id || !gone.includes(edge.sourcePort)) continue;
    edit.removeEdge(edge.id);
    if (renamed === undefined) continue;
    edit.putEdge({ ...edge, sourcePort: renamed, id: edgeId({ ...edge, sourcePort: renamed }) });
  }
}

type JsonPath = readonly (string | number)[];

/** The value with the thing at `path` replaced; missing objects on the way are made, untouched parts keep their identity. */
export function setIn(value: Json | undefined, path: JsonPath, to: Json | undefined): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return to;
  return typeof key === 'number'
    ? setItem(value, key, (item) => setIn(item, rest, to))
    : setKey(value, key, (inner) => setIn(inner, rest, to));
}

type Edited = (inner: Json | undefined) => Json | undefined;

function setItem(value: Json | undefined, index: number, edited: Edited): Json {
  const items = Array.isArray(value) ? [...(value as readonly Json[])] : [];
  const item = edited(items[index]);
  if (item === undefined) items.splice(index, 1);
  else items[index] = item;
  return items;
}

function setKey(value: Json | undefined, key: string, edited: Edited): Json | undefined {
  const object = asObject(value);
  const inner = edited(object[key]);
  if (inner !== undefined) return inner === object[key] ? value : { ...object, [key]: inner };
  if (!(key in object)) return value;
  const { [key]: _removed, ...others } = object;
  return others;
}

function asObject(value: Json | undefined): Readonly<Record<string, Json>> {
  const isObject = value !== null && typeof value === 'object' && !Array.isArray(value);
  return isObject ? (value as Record<string, Json>) : {};
}

/** Inside a session nothing hides under its header or leaves by its left edge. */
export function keepInside(point: Point): Point {
  return { x: Math.max(2 * GRID, point.x), y: Math.max(SESSION_HEADER + GRID, point.y) };
}
