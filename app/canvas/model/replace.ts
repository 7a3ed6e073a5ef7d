// Another document in place of the draft, as one edit that can be undone.
import type { Design } from '@baton/core';
import type { Change } from './changes.ts';
import { record } from './recorder.ts';

export function replaceDesign(design: Design, by: Design): readonly Change[] {
  const edit = record(design);
  const nodes = new Set(by.nodes.map((node) => node.id));
  const edges = new Set(by.edges.map((edge) => edge.id));
  for (const edge of design.edges) if (!edges.has(edge.id)) edit.removeEdge(edge.id);
  for (const node of design.nodes) if (!nodes.has(node.id)) edit.removeNode(node.id);
  for (const node of by.nodes) edit.putNode(node);
  for (const edge of by.edges) edit.putEdge(edge);
  const changes = edit.changes();
  if (design.notes === undefined && by.notes === undefined) return changes;
  return [...changes, { list: 'notes', before: design.notes, after: by.notes }];
}
