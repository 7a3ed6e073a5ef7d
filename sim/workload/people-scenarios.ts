// Runs in which people decide, and drawn ones.
import type { Design, DesignNode, Json, NodeKind } from '@baton/core';
import { GRAPH_WORKFLOW } from '@baton/engine';
import { humanActivity, workflow } from '@baton/workflow';
import { answerTo, step } from './activities.ts';
import { completesWith, describe, type Scenario } from './scenario.ts';

const approval = humanActivity<number>('approval', {
  title: 'Approve {{ input }}',
  outcomes: ['approve', 'reject', 'later'],
  timeout: 4_000,
});

const asks: Scenario = {
  name: 'asks',
  workflows: [
    workflow('asks', async (n: number) => {
      const decision = await approval(n).catch((error: unknown) => ({ outcome: (error as Error).name }));
      await step(n);
      return decision.outcome;
    }),
  ],
  input: ({ rng }) => rng.below(100),
  judge: completesWith(
    ...['approve', 'reject', 'later', 'ActivityError', 'TimeoutError'].map((each) => () => each),
  ),
};

function node(kind: NodeKind, id: string, config: Json = {}): DesignNode {
  return { id, kind, name: id, position: { x: 0, y: 0 }, config } as DesignNode;
}

const options = { startToClose: '3 seconds', retry: { initial: '20ms', max: '200ms' } };

/** Two activities and a timer side by side, a person, and a signal that nobody sends. */
export const drawing: Design = {
  schema: 1,
  nodes: [
    node('start', 'start'),
    node('parallel', 'fork'),
    node('activity', 'a', { activity: 'step', input: 1, options }),
    node('activity', 'b', { activity: 'dispatched', input: 2, options }),
    node('timer', 'nap', { duration: '200ms' }),
    node('join', 'meet', { mode: 'all' }),
    node('human', 'ask', {
      title: 'Go on?',
      outcomes: ['approve', 'reject', 'later'],
      assignees: ['role:boss'],
    }),
    node('transform', 'sum', { output: '{{ nodes.a.output.value + nodes.b.output.value }}' }),
    node('end', 'end', { output: '{{ nodes.sum.output }}' }),
  ],
  edges: (
    [
      ['start', 'out', 'fork'],
      ['fork', 'out', 'a'],
      ['fork', 'out', 'b'],
      ['fork', 'out', 'nap'],
      ['a', 'out', 'meet'],
      ['b', 'out', 'meet'],
      ['nap', 'out', 'meet'],
      ['meet', 'out', 'ask'],
      ['ask', 'approve', 'sum'],
      ['ask', 'reject', 'sum'],
      ['ask', 'later', 'sum'],
      ['sum', 'out', 'end'],
    ] as const
  ).map(([source, sourcePort, target]) => ({
    id: `${source}:${sourcePort}-${target}`,
    ...{ source, sourcePort, target, targetPort: 'in' },
  })),
};

const drawn: Scenario = {
  name: GRAPH_WORKFLOW,
  workflows: [],
  design: { designId: 'drawing', version: 1 },
  input: () => null,
  judge: ({ state }) => {
    if (state.status !== 'completed') return `should complete, found ${describe(state)}`;
    const sum = state.nodes.get('sum')?.output;
    return sum === answerTo(1) + answerTo(2)
      ? null
      : `should sum up to ${answerTo(1) + answerTo(2)}, found ${JSON.stringify(sum)}`;
  },
};

export const peopleScenarios: readonly Scenario[] = [asks, drawn];
