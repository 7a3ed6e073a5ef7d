// Designs that tests run: the examples' activities, with settings that make interruptions quick to see.
import type { Design, DesignNode, Json } from '@baton/core';

type Drawn = Pick<DesignNode, 'id' | 'kind' | 'name'> & { readonly config: Json };

/** Nodes one after the other, wired. */
export function chain(...steps: readonly Drawn[]): Design {
  const nodes = steps.map((step, index) => ({ ...step, position: { x: index * 320, y: 0 } }) as DesignNode);
  const edges = nodes.slice(1).map((node, index) => ({
    id: `e${String(index + 1)}`,
    source: nodes[index]?.id ?? '',
    sourcePort: 'out',
    target: node.id,
    targetPort: 'in',
  }));
  return { schema: 1, nodes, edges };
}

const start: Drawn = { id: 'start', kind: 'start', name: 'Start', config: {} };

/** Trains for `input.epochs`; each heartbeat, every 0.8 s, is a checkpoint. */
export const training = chain(
  start,
  {
    id: 'dataset',
    kind: 'activity',
    name: 'Data set',
    config: {
      activity: 'prepareDataset',
      input: { samples: 2_000, seed: 11 },
      options: { startToClose: '1 minute', retry: { maxAttempts: 3 } },
    },
  },
  {
    id: 'train',
    kind: 'activity',
    name: 'Train',
    config: {
      activity: 'trainModel',
      input: { file: '{{ nodes.dataset.output.file }}', epochs: '{{ input.epochs }}', units: 16, seed: 1 },
      options: { startToClose: '5 minutes', heartbeat: '1 second', retry: { maxAttempts: 5 } },
    },
  },
  {
    id: 'done',
    kind: 'end',
    name: 'Trained',
    config: { output: { epochs: '{{ nodes.train.output.epochs }}' } },
  },
);

/** Asks a person, whoever may; each answer leads to an end. */
export const approval: Design = {
  schema: 1,
  nodes: [
    { id: 'start', kind: 'start', name: 'Start', position: { x: 0, y: 0 }, config: {} },
    {
      id: 'approve',
      kind: 'human',
      name: 'Approve',
      position: { x: 320, y: 0 },
      config: { title: 'Go on with {{ input.what }}?', outcomes: ['approve', 'reject'] },
    },
    { id: 'yes', kind: 'end', name: 'Go', position: { x: 640, y: 0 }, config: { output: 'approved' } },
    { id: 'no', kind: 'end', name: 'Stop', position: { x: 640, y: 120 }, config: { output: 'rejected' } },
  ],
  edges: [
    { id: 'e1', source: 'start', sourcePort: 'out', target: 'approve', targetPort: 'in' },
    { id: 'e2', source: 'approve', sourcePort: 'approve', target: 'yes', targetPort: 'in' },
    { id: 'e3', source: 'approve', sourcePort: 'reject', target: 'no', targetPort: 'in' },
  ],
};

/** Short waits, one after the other: a run that is always in the middle of something. */
export const waits = chain(
  start,
  ...[1, 2, 3, 4, 5].map((n): Drawn => ({
    id: `wait${String(n)}`,
    kind: 'timer',
    name: `Wait ${String(n)}`,
    config: { duration: '2 seconds' },
  })),
  { id: 'done', kind: 'end', name: 'Done', config: { output: 'waited' } },
);
