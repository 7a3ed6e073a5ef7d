// @vitest-environment happy-dom
// The budget of a drag: what is drawn again is what moves. Counted on the real canvas, by React's own profiler around every node and wire.
import type { Design } from '@baton/core';
import type { EdgeTypes, NodeProps, NodeTypes } from '@xyflow/react';
import { act, type ComponentType, memo, Profiler } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CanvasServices } from '../../../canvas/canvas-context.tsx';
import { createStore } from '../../../canvas/store.ts';
import { EditorCanvas } from '../editor-canvas.tsx';
import { createEditor, EditorProvider } from '../editor-store.ts';

const renders = vi.hoisted(() => new Map<string, number>());

vi.mock('../../../canvas/node-types.ts', async (original) => {
  const types = await original<{ nodeTypes: NodeTypes; edgeTypes: EdgeTypes }>();
  const counted = <P extends { id: string }>(Inner: ComponentType<P>) =>
    memo((props: P) => (
      <Profiler id={props.id} onRender={(id) => renders.set(id, (renders.get(id) ?? 0) + 1)}>
        <Inner {...props} />
      </Profiler>
    ));
  const all = (of: NodeTypes | EdgeTypes) =>
    Object.fromEntries(
      Object.entries(of).map(([kind, inner]) => [kind, counted(inner as ComponentType<NodeProps>)]),
    );
  return { nodeTypes: all(types.nodeTypes), edgeTypes: all(types.edgeTypes) };
});

const MOVES = 20;
const NODES = 12;

/** Activities in a chain: `n0` to `n11`. */
const design: Design = {
  schema: 1,
  nodes: Array.from({ length: NODES }, (_, at) => ({
    ...{ id: `n${at}`, kind: 'activity' as const, name: `Node ${at}` },
    ...{ position: { x: at * 240, y: 0 }, config: { activity: 'noop' } },
  })),
  edges: Array.from({ length: NODES - 1 }, (_, at) => ({
    ...{ id: `e${at}`, source: `n${at}`, sourcePort: 'out', target: `n${at + 1}`, targetPort: 'in' },
  })),
};

const services: CanvasServices = {
  edit: null,
  live: null,
  problems: createStore(new Map()),
  hoveredEdge: createStore<string | null>(null),
  targets: createStore<ReadonlySet<string> | null>(null),
  dropTarget: createStore<string | null>(null),
};

let unmount: () => Promise<void> = async () => undefined;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  // Nothing is laid out here. Whatever is asked for its size is as large as the canvas, so that no pointer is at its edge, where it would scroll.
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(
    new DOMRect(-5_000, -5_000, 10_000, 10_000),
  );
  for (const side of ['offsetWidth', 'offsetHeight'] as const)
    vi.spyOn(HTMLElement.prototype, side, 'get').mockReturnValue(10_000);
});

afterEach(async () => {
  await unmount();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function openCanvas() {
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  const editor = createEditor('design', design, true);
  unmount = () => act(async () => root.unmount());
  await act(async () =>
    root.render(
      <EditorProvider value={editor}>
        <EditorCanvas services={services} />
      </EditorProvider>,
    ),
  );
  return { editor, node: (id: string) => place.querySelector(`[data-id="${id}"]`) };
}

async function drag(element: Element | null, moves: number): Promise<void> {
  const at = (type: string, x: number, target: Element | Window | null) =>
    act(async () => {
      const init = { bubbles: true, cancelable: true, button: 0, clientX: x, clientY: 50, view: window };
      target?.dispatchEvent(new MouseEvent(type, init));
    });
  await at('mousedown', 100, element);
  for (let move = 1; move <= moves; move++) await at('mousemove', 100 + move * 20, window);
  await at('mouseup', 100 + moves * 20, window);
}

test('dragging a node draws it and its wires again, and nothing else', async () => {
  const { editor, node } = await openCanvas();
  expect(renders.size).toBeGreaterThanOrEqual(NODES);
  // It is selected now, which draws the one that was selected before, too.
  await drag(node('n5'), 1);
  renders.clear();

  await drag(node('n5'), MOVES);

  const moved = editor.draft.get().design.nodes.find(({ id }) => id === 'n5');
  expect(moved?.position.x).toBeGreaterThan(5 * 240);
  expect([...renders.keys()].filter((id) => !['n5', 'e4', 'e5'].includes(id))).toEqual([]);
  // Once a move, and as it is taken up and let go.
  for (const [id, count] of renders) expect(count, `renders of ${id}`).toBeLessThanOrEqual(MOVES + 6);
});
