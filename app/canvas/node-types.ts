// Made once: React Flow mounts every node again when these objects change.
import type { NodeKind } from '@baton/core';
import type { EdgeTypes, NodeTypes } from '@xyflow/react';
import { FlowNode } from './nodes/flow-node.tsx';
import { SessionNode } from './nodes/session-node.tsx';
import { WireEdge } from './wire-edge.tsx';

export const nodeTypes = {
  start: FlowNode,
  activity: FlowNode,
  http: FlowNode,
  human: FlowNode,
  timer: FlowNode,
  signal: FlowNode,
  branch: FlowNode,
  parallel: FlowNode,
  join: FlowNode,
  session: SessionNode,
  transform: FlowNode,
  fail: FlowNode,
  end: FlowNode,
} satisfies Record<NodeKind, unknown> as NodeTypes;

export const edgeTypes: EdgeTypes = { wire: WireEdge };
