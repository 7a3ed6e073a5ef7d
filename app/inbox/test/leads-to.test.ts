import type { Design } from '@baton/core';
import { expect, test } from 'vitest';

import { leadsTo } from '../leads-to.ts';

const at = { x: 0, y: 0 };
const design: Design = {
  schema: 1,
  nodes: [
    {
      id: 'ask',
      kind: 'human',
      name: 'Ask',
      position: at,
      config: { title: 'Ship?', outcomes: ['approve', 'reject'] },
    },
    { id: 'ship', kind: 'transform', name: 'Ship it', position: at, config: { output: null } },
    { id: 'tell', kind: 'transform', name: 'Tell all', position: at, config: { output: null } },
  ],
  edges: [
    { id: '1', source: 'ask', sourcePort: 'approve', target: 'ship', targetPort: 'in' },
    { id: '2', source: 'ask', sourcePort: 'approve', target: 'tell', targetPort: 'in' },
    { id: '3', source: 'ship', sourcePort: 'out', target: 'tell', targetPort: 'in' },
  ],
};

test('each answer leads to the nodes behind its port', () => {
  expect(leadsTo(design, 'ask')).toEqual({ approve: ['Ship it', 'Tell all'] });
});

test('a node that is not drawn leads nowhere', () => {
  expect(leadsTo(design, 'gone')).toEqual({});
});
