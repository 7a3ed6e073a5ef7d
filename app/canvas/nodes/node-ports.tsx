'use client';
// The ports of a node: handles for wires, words for choices, and a button that adds what comes next.
import { Handle } from '@xyflow/react';
import { Plus } from 'lucide-react';
import { cx } from '../../ui/cx.ts';
import { useCanvas } from '../canvas-context.tsx';
import { type NodeData, sideOf } from '../model/flow.ts';
import type { PortPlace } from '../model/geometry.ts';
import { useStore } from '../store.ts';

interface NodePortsProps {
  readonly id: string;
  readonly data: NodeData;
  readonly selected: boolean;
}

export function NodePorts({ id, data, selected }: NodePortsProps) {
  const { edit, targets } = useCanvas();
  const isTarget = useStore(targets, (ids) => ids?.has(id) ?? false);
  return (
    <>
      {data.places.map((place) => (
        <Handle
          key={`${place.side} ${place.port}`}
          id={place.port}
          type={place.side === 'in' ? 'target' : 'source'}
          position={sideOf(place)}
          isConnectable={edit !== null}
          role="img"
          aria-label={handleLabel(place)}
          className={cx(
            'port',
            place.isError && 'port-error',
            place.side === 'in' && isTarget && 'port-target',
          )}
          style={place.isError ? { left: place.at.x } : { top: place.at.y }}
        />
      ))}
      {edit !== null &&
        data.places.map((place) =>
          place.side === 'out' && data.open.includes(place.port) ? (
            <AddStub key={place.port} id={id} place={place} quiet={place.isError && !selected} />
          ) : null,
        )}
    </>
  );
}

interface AddStubProps {
  readonly id: string;
  readonly place: PortPlace;
  /** Only seen while the pointer is on the node. */
  readonly quiet: boolean;
}

/** A short wire that ends in a plus. */
function AddStub({ id, place, quiet }: AddStubProps) {
  const { edit } = useCanvas();
  return (
    <span
      className={cx('add-stub nodrag nopan', place.isError && 'add-stub-down', quiet && 'add-stub-quiet')}
      style={{ left: place.at.x, top: place.at.y }}
    >
      <button
        type="button"
        tabIndex={-1}
        aria-label={`Add a node after ${place.label ?? 'this one'}`}
        title={place.isError ? 'What happens if it fails' : 'Add what comes next'}
        onClick={(event) =>
          edit?.requestAdd({ kind: 'after', source: id, sourcePort: place.port }, event.currentTarget)
        }
      >
        <Plus aria-hidden />
      </button>
    </span>
  );
}

function handleLabel(place: PortPlace): string {
  if (place.side === 'in') return 'Way in';
  return place.isError ? 'Way out if it fails' : `Way out${place.label === null ? '' : `: ${place.label}`}`;
}
