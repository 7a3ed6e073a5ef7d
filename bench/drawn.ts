// WG: a drawn design of ten nodes. Two activities with a branch between them, then two side by side.
const node = (kind: string, id: string, config: object) => ({
  ...{ id, kind, name: id, position: { x: 0, y: 0 }, config },
});
const noop = (id: string, input: unknown) =>
  node('activity', id, { activity: 'noop', input, options: { startToClose: '1 minute' } });
const edge = (source: string, target: string, sourcePort = 'out') => ({
  ...{ id: `${source}-${sourcePort}-${target}`, source, sourcePort, target, targetPort: 'in' },
});

export const drawnDocument = {
  schema: 1,
  nodes: [
    node('start', 'start', {}),
    noop('first', 1),
    node('transform', 'doubled', { output: '{{ input.amount * 2 }}' }),
    node('branch', 'route', { cases: [{ port: 'large', when: 'nodes.doubled.output > 1000' }] }),
    noop('check', '{{ nodes.doubled.output }}'),
    node('parallel', 'fork', {}),
    noop('left', 3),
    noop('right', 4),
    node('join', 'join', { mode: 'all' }),
    node('end', 'end', {
      output: {
        first: '{{ nodes.first.output }}',
        left: '{{ nodes.left.output }}',
        right: '{{ nodes.right.output }}',
      },
    }),
  ],
  edges: [
    edge('start', 'first'),
    edge('first', 'doubled'),
    edge('doubled', 'route'),
    edge('route', 'check', 'large'),
    edge('check', 'fork'),
    edge('route', 'fork', 'else'),
    edge('fork', 'left'),
    edge('fork', 'right'),
    edge('left', 'join'),
    edge('right', 'join'),
    edge('join', 'end'),
  ],
};
