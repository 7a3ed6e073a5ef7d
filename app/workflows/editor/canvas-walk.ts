'use client';
// Walking through the graph by keyboard: along the edges, not across the plane.
import type { DesignEdge, DesignNode } from '@baton/core';
import { outlineOf, readingOrder } from '../../canvas/model/order.ts';
import { goTo } from './canvas-commands.ts';
import type { Editor } from './editor-store.ts';

export type Step = 'next' | 'before' | 'siblingUp' | 'siblingDown' | 'first' | 'last' | 'into' | 'outOf';

export function walk(editor: Editor, step: Step): void {
  const { design, selection } = editor.draft.get();
  const [edgeId] = selection.edges;
  const edge = design.edges.find((candidate) => candidate.id === edgeId);
  if (edge !== undefined) return walkFromEdge(editor, edge, step);
  const node = design.nodes.find((candidate) => selection.nodes.has(candidate.id));
  const order = outlineOf(design).map((item) => item.node);
  const target = node === undefined ? order[0] : stepFrom(editor, node, step, order);
  if (target === undefined) return;
  goTo(editor, target.id);
  announceNode(editor, target);
}

function stepFrom(
  editor: Editor,
  node: DesignNode,
  step: Step,
  order: readonly DesignNode[],
): DesignNode | undefined {
  const { design } = editor.draft.get();
  const byId = new Map(design.nodes.map((candidate) => [candidate.id, candidate]));
  switch (step) {
    case 'next':
      return byId.get(design.edges.find((edge) => edge.source === node.id)?.target ?? '');
    case 'before':
      return byId.get(design.edges.find((edge) => edge.target === node.id)?.source ?? '');
    case 'siblingUp':
      return siblingOf(editor, node, -1);
    case 'siblingDown':
      return siblingOf(editor, node, 1);
    case 'first':
      return order[0];
    case 'last':
      return order.at(-1);
    case 'into':
      return readingOrder(design, node.id)[0];
    case 'outOf':
      return byId.get(node.parentId ?? '');
  }
}

/** Those that follow the same node, from top to bottom; where there is one way only, what lies above or below. */
function siblingOf(editor: Editor, node: DesignNode, by: 1 | -1): DesignNode | undefined {
  const { design } = editor.draft.get();
  const sources = new Set(design.edges.filter((edge) => edge.target === node.id).map((edge) => edge.source));
  const ids = new Set(design.edges.filter((edge) => sources.has(edge.source)).map((edge) => edge.target));
  const level = design.nodes.filter((other) => other.parentId === node.parentId);
  const branches = level.filter((other) => ids.has(other.id));
  const pool = (
    branches.length > 1
      ? branches
      : level.filter((other) => Math.abs(other.position.x - node.position.x) < 120)
  ).sort((a, b) => a.position.y - b.position.y);
  return pool[pool.indexOf(node) + by];
}

function walkFromEdge(editor: Editor, edge: DesignEdge, step: Step): void {
  if (step === 'next') return goTo(editor, edge.target);
  if (step === 'before') return goTo(editor, edge.source);
  const { design } = editor.draft.get();
  const siblings = design.edges.filter((other) => other.source === edge.source);
  const next = siblings[siblings.indexOf(edge) + (step === 'siblingUp' ? -1 : 1)];
  if (next !== undefined) selectEdge(editor, next);
}

/** From a node to its first wire. */
export function toEdge(editor: Editor): void {
  const { design, selection } = editor.draft.get();
  const [id] = selection.nodes;
  const edge =
    design.edges.find((candidate) => candidate.source === id) ??
    design.edges.find((candidate) => candidate.target === id);
  if (edge !== undefined) selectEdge(editor, edge);
}
export function toNode(editor: Editor): void {
  const { design, selection } = editor.draft.get();
  const [edgeId] = selection.edges;
  const edge = design.edges.find((candidate) => candidate.id === edgeId);
  if (edge !== undefined) goTo(editor, edge.source);
}

function selectEdge(editor: Editor, edge: DesignEdge): void {
  const { design } = editor.draft.get();
  editor.dispatch({ type: 'select', nodes: [], edges: [edge.id] });
  const name = (id: string) => design.nodes.find((node) => node.id === id)?.name ?? '';
  editor.announcement.set(`Wire from ${name(edge.source)}, ${edge.sourcePort}, to ${name(edge.target)}`);
}

/** Selects everything that comes after (or before) the selected node. */
export function selectAlong(editor: Editor, towards: 'down' | 'up'): void {
  const { design, selection } = editor.draft.get();
  const seen = new Set(selection.nodes);
  const queue = [...seen];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const edge of design.edges) {
      const [from, to] = towards === 'down' ? [edge.source, edge.target] : [edge.target, edge.source];
      if (from !== id || seen.has(to)) continue;
      seen.add(to);
      queue.push(to);
    }
  }
  editor.dispatch({ type: 'select', nodes: [...seen] });
}

/** `Step 4 of 12, Charge card, activity, after Validate, then Ship or Refund, 1 problem`. */
export function announceNode(editor: Editor, node: DesignNode): void {
  const items = outlineOf(editor.draft.get().design);
  const item = items.find((candidate) => candidate.node.id === node.id);
  if (item === undefined) return;
  const problems = editor.problems.get().filter((problem) => problem.nodeId === node.id).length;
  const words = [
    `Step ${String(item.step)} of ${String(items.length)}`,
    `${node.name}, ${node.kind}`,
    item.after.length === 0 ? '' : `after ${item.after.map((other) => other.name).join(' and ')}`,
    item.next.length === 0 ? '' : `then ${item.next.map((other) => other.node.name).join(' or ')}`,
    problems === 0 ? '' : `${String(problems)} ${problems === 1 ? 'problem' : 'problems'}`,
  ];
  editor.announcement.set(words.filter((word) => word !== '').join(', '));
}
