'use client';
// A node of the canvas, the same in the editor and in a run. Cards, pills, capsules and bars differ in their outline only.
import type { NodeProps } from '@xyflow/react';
import { useStore as useFlowStore, type ReactFlowState } from '@xyflow/react';
import { memo } from 'react';
import { cx } from '../../ui/cx.ts';
import { useNodeLive, useShownState } from '../canvas-context.tsx';
import { type KindLook, kinds, type NodeShape, unknownLook } from '../kinds.tsx';
import type { FlowNode as FlowNodeType } from '../model/flow.ts';
import { CARD_HEAD } from '../model/geometry.ts';
import { summaryOf } from '../model/summary.ts';
import { NodePorts } from './node-ports.tsx';
import { NodeLine, NodeProgress, NodeState } from './node-state.tsx';

const shapes: Record<NodeShape, string> = {
  card: 'rounded-lg',
  pill: 'rounded-full',
  capsule: 'rounded-full',
  bar: 'rounded-sm',
  container: 'rounded-xl',
};

/** A boolean, so that zooming draws nodes again twice at most. */
const isFar = (state: ReactFlowState) => state.transform[2] < 0.45;

export const FlowNode = memo(function FlowNode({ id, data, selected }: NodeProps<FlowNodeType>) {
  const live = useNodeLive(id);
  const state = useShownState(id);
  const { node, size, places } = data;
  const choices = places.filter((place) => place.side === 'out' && !place.isError);
  const hasRows = choices.length > 1;
  return (
    <div
      data-kind={node.kind}
      data-state={state}
      className={cx(
        'flow-node',
        shapes[lookOf(node.kind).shape],
        node.kind === 'human' && 'flow-node-person',
        selected && 'flow-node-selected',
      )}
      style={{ width: size.width, height: size.height }}
    >
      <NodeHead id={id} data={data} height={hasRows ? CARD_HEAD : '100%'} />
      {hasRows && (
        <ul className="flow-node-rows">
          {choices.map((place) => (
            <li key={place.port} data-taken={live?.takenPort === place.port || undefined}>
              {place.label ?? place.port}
            </li>
          ))}
        </ul>
      )}
      <NodeProgress id={id} />
      <NodePorts id={id} data={data} selected={selected} />
    </div>
  );
});

/** A newer version may have drawn what this one doesn't know. */
function lookOf(kind: string): KindLook {
  return Object.hasOwn(kinds, kind) ? kinds[kind as keyof typeof kinds] : unknownLook;
}

interface NodeHeadProps {
  readonly id: string;
  readonly data: FlowNodeType['data'];
  readonly height: number | string;
}

function NodeHead({ id, data, height }: NodeHeadProps) {
  const far = useFlowStore(isFar);
  const { node } = data;
  const look = lookOf(node.kind);
  return (
    <div className={cx('flow-node-head', look.shape !== 'card' && 'flow-node-head-small')} style={{ height }}>
      <span className={cx('kind-tile', node.kind === 'branch' && 'kind-tile-diamond')} aria-hidden>
        <look.icon />
      </span>
      {far ? (
        <span
          className={cx(
            'min-w-0 flex-1 truncate font-semibold',
            look.shape === 'card' ? 'text-xl' : 'text-lg',
          )}
        >
          {node.name}
        </span>
      ) : (
        <NodeText id={id} name={node.name} word={look.word} about={summaryOf(node)} shape={look.shape} />
      )}
      <NodeState id={id} />
    </div>
  );
}

interface NodeTextProps {
  readonly id: string;
  readonly name: string;
  readonly word: string;
  readonly about: string;
  readonly shape: NodeShape;
}

function NodeText({ id, name, word, about, shape }: NodeTextProps) {
  const line = about === '' ? word : shape === 'card' ? `${word} · ${about}` : about;
  const single = shape === 'pill' || shape === 'bar';
  return (
    <span className="flex min-w-0 flex-1 flex-col">
      <span className="truncate text-sm leading-5 font-medium text-text" title={name}>
        {name === '' ? word : name}
      </span>
      {!single && (
        <span className="truncate text-xs leading-4 text-text-3" title={line}>
          <NodeLine id={id} about={line} />
        </span>
      )}
    </span>
  );
}
