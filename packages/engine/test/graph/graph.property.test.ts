import type { DesignNode } from '@baton/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { designOf, node } from './designs.ts';
import { started } from './driver.ts';

type Shape = readonly { readonly kind: number; readonly next: readonly number[]; readonly fails: boolean }[];

const shape: fc.Arbitrary<Shape> = fc.array(
  fc.record({
    kind: fc.nat(4),
    next: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
    fails: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

/** Nodes in a row, each with edges forward only; what leads beyond the last leads to the end. */
function draw(parts: Shape) {
  const nodes: DesignNode[] = [];
  const lines = new Set(['start -> n0']);
  parts.forEach(({ kind, next, fails }, at) => {
    const id = `n${at}`;
    const to = (step: number) => (at + step < parts.length ? `n${at + step}` : 'end');
    const [first = 1, second = 1] = next;
    switch (kind) {
      case 0:
        nodes.push(node('parallel', id));
        for (const step of next) lines.add(`${id} -> ${to(step)}`);
        break;
      case 1:
        nodes.push(node('branch', id, { cases: [{ port: 'yes', when: String(fails) }] }));
        lines.add(`${id}:yes -> ${to(first)}`).add(`${id}:else -> ${to(second)}`);
        break;
      case 2:
        nodes.push(node('join', id, { mode: fails ? 'any' : 'all' }));
        lines.add(`${id} -> ${to(first)}`);
        break;
      default:
        nodes.push(node(kind === 3 ? 'activity' : 'transform', id));
        lines.add(`${id} -> ${to(first)}`);
        if (fails) lines.add(`${id}:error -> ${to(second)}`);
    }
  });
  return designOf(nodes, ...lines);
}

it('every node of every design is decided once, the run ends, and replays', async () => {
  await fc.assert(
    fc.asyncProperty(shape, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), async (parts, luck) => {
      const design = draw(parts);
      const run = await started(design);
      for (let step = 0; run.open().length > 0; step++) {
        // In any order, and with any luck where an error edge catches it.
        const open = run.open();
        const { label = '' } = open[step % open.length] ?? {};
        const isCaught = design.edges.some(
          ({ source, sourcePort }) => source === label && sourcePort === 'error',
        );
        if (isCaught && luck[step % luck.length] === true) await run.fails(label);
        else await run.completes(label);
      }
      const state = run.state();
      expect(state.status).toBe('completed');
      for (const { id } of design.nodes) {
        expect(['completed', 'failed', 'skipped']).toContain(run.status(id));
        expect(run.node(id)?.visits).toBe(1);
      }
      await run.replays();
    }),
    { numRuns: 60 },
  );
});
