'use client';
// Wires by pointer: from port to port, onto a node, or into the void, where the palette opens with the wire in mind.
import type { DesignNode } from '@baton/core';
import type { Connection, FinalConnectionState, ReactFlowProps } from '@xyflow/react';
import { useMemo } from 'react';
import type { CanvasServices } from '../../canvas/canvas-context.tsx';
import type { Attach } from '../../canvas/model/edit-add.ts';
import { reconnect } from '../../canvas/model/edit-graph.ts';
import type { FlowEdge, FlowNode } from '../../canvas/model/flow.ts';
import type { Point } from '../../canvas/model/geometry.ts';
import { portsOf } from '../../canvas/model/ports.ts';
import { validTargets, type Wire, wireProblem } from '../../canvas/model/wiring.ts';
import { link } from './canvas-commands.ts';
import type { Editor } from './editor-store.ts';

type Handlers = Pick<
  ReactFlowProps<FlowNode, FlowEdge>,
  | 'onConnect'
  | 'onConnectStart'
  | 'onConnectEnd'
  | 'onClickConnectStart'
  | 'onClickConnectEnd'
  | 'onReconnect'
  | 'isValidConnection'
  | 'onEdgeMouseEnter'
  | 'onEdgeMouseLeave'
>;

export function useConnecting(editor: Editor, services: CanvasServices): Handlers {
  return useMemo(() => {
    const begin = (nodeId: string | null, port: string | null, type: string | null) => {
      if (nodeId === null || port === null || type !== 'source') return;
      const targets = validTargets(editor.draft.get().design, nodeId, port);
      services.targets.set(new Set(targets.map((wire) => wire.target)));
    };
    return {
      onConnect: (connection) => link(editor, wireOf(connection)),
      onConnectStart: (_event, { nodeId, handleId, handleType }) => begin(nodeId, handleId, handleType),
      onConnectEnd: (event, state) => {
        services.targets.set(null);
        if (state.toHandle === null) dropWire(editor, event, state);
      },
      onClickConnectStart: (_event, { nodeId, handleId, handleType }) => begin(nodeId, handleId, handleType),
      onClickConnectEnd: () => services.targets.set(null),
      onReconnect: (edge, connection) =>
        editor.edit({ label: 'Reconnect' }, (design) => reconnect(design, edge.id, wireOf(connection))),
      isValidConnection: (connection) => {
        const { id } = 'id' in connection ? connection : { id: undefined };
        return wireProblem(editor.draft.get().design, wireOf(connection), id) === null;
      },
      onEdgeMouseEnter: (_event, edge) => services.hoveredEdge.set(edge.id),
      onEdgeMouseLeave: () => services.hoveredEdge.set(null),
    };
  }, [editor, services]);
}

function wireOf(connection: Connection | FlowEdge): Wire {
  return {
    source: connection.source,
    sourcePort: connection.sourceHandle ?? 'out',
    target: connection.target,
    targetPort: connection.targetHandle ?? 'in',
  };
}

/** Let go over a node: connected to it. Over nothing: the palette, at the pointer. */
function dropWire(editor: Editor, event: MouseEvent | TouchEvent, state: FinalConnectionState): void {
  const from = state.fromHandle;
  if (from?.id == null) return;
  const held: Held = { nodeId: from.nodeId, port: from.id, isSource: from.type === 'source' };
  const pointer = pointOf(event);
  const over = nodeAt(editor, pointer);
  if (over !== undefined && over.kind !== 'session') return linkToNode(editor, held, over);
  const attach: Attach = held.isSource
    ? { kind: 'after', source: held.nodeId, sourcePort: held.port }
    : { kind: 'before', target: held.nodeId, targetPort: held.port };
  const place = editor.flow.current?.screenToFlowPosition(pointer, { snapToGrid: false }) ?? null;
  editor.openUi({ creator: { attach, anchor: pointer, place } });
}

/** The end of a wire that is in the hand. */
interface Held {
  readonly nodeId: string;
  readonly port: string;
  readonly isSource: boolean;
}

function nodeAt(editor: Editor, pointer: Point): DesignNode | undefined {
  const element = document.elementFromPoint(pointer.x, pointer.y)?.closest<HTMLElement>('.react-flow__node');
  const id = element?.dataset['id'];
  return editor.draft.get().design.nodes.find((node) => node.id === id);
}

function linkToNode(editor: Editor, held: Held, over: DesignNode): void {
  const targetPort = portsOf(over).inputs[0]?.port;
  if (!held.isSource || targetPort === undefined || over.id === held.nodeId) return;
  link(editor, { source: held.nodeId, sourcePort: held.port, target: over.id, targetPort });
}

function pointOf(event: MouseEvent | TouchEvent): Point {
  const at = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 };
}
