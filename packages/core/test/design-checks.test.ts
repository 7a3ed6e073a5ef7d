import { describe, expect, it } from 'vitest';
import { canPublish, checkDesign, type Design, type DesignProblem } from '../src/index.ts';
import { designOf, edges, node } from './designs.ts';

const codes = (design: Design, options = {}) =>
  checkDesign(design, options).map(({ code, nodeId }) => (nodeId === null ? code : `${code} ${nodeId}`));

const around = (middle: ReturnType<typeof node>, ...more: ReturnType<typeof node>[]) => [
  node('start', 'start'),
  middle,
  node('end', 'end'),
  ...more,
];

describe('a design', () => {
  it('that is right has no problems', () => {
    const design = designOf(
      [
        node('start', 'start'),
        node('activity', 'load', { config: { input: { id: '{{ input.id }}' } } }),
        node('branch', 'check', { config: { cases: [{ port: 'big', when: 'nodes.load.output.size > 3' }] } }),
        node('human', 'ask'),
        node('session', 'session'),
        node('activity', 'inside', { in: 'session', config: { input: '{{ nodes.load.output }}' } }),
        node('activity', 'after', { in: 'session', config: { input: '{{ nodes.inside.output }}' } }),
        node('end', 'end', { config: { output: '{{ nodes.after.output }}' } }),
        node('end', 'other'),
      ],
      'start -> load -> check',
      'check:big -> ask',
      'ask:approve -> session -> end',
      'ask:reject -> other',
      'check:else -> other',
      'inside -> after',
    );
    expect(checkDesign(design)).toEqual([]);
  });

  it('every problem has a message and a remedy', () => {
    const design = designOf([node('human', 'a', { config: { outcomes: ['error'] } })], 'a -> b', 'a -> a');
    for (const { message, remedy } of checkDesign(design)) {
      expect(message.length).toBeGreaterThan(10);
      expect(remedy.length).toBeGreaterThan(10);
    }
  });
});

describe('bad drawings', () => {
  it('91: a circle is refused, and named', () => {
    const design = designOf(
      around(node('transform', 'a'), node('transform', 'b'), node('transform', 'c')),
      'start -> a -> b -> c',
      'c:error -> a',
    );
    const [found] = checkDesign(design).filter(({ code }) => code === 'CYCLE');
    expect(found?.message).toMatch(/“(.)” → “.” → “.” → “\1” is a circle/);
    expect(canPublish(checkDesign(design))).toBe(false);
  });

  it('92, 93: self-edges and dangling edges', () => {
    const design = designOf(around(node('transform', 'a')), 'start -> a -> end', 'a:error -> a', 'a -> gone');
    expect(codes(design)).toEqual(expect.arrayContaining(['SELF_EDGE a', 'DANGLING_EDGE']));
  });

  it('95, 96: duplicate ids, two starts, none', () => {
    const twice = designOf([...around(node('start', 'start2')), node('end', 'end')], 'start -> end');
    expect(codes(twice)).toEqual(expect.arrayContaining(['DUPLICATE_NODE_ID end', 'TWO_STARTS start2']));
    expect(codes(designOf([node('end', 'end')]))).toContain('NO_START');
    const sameEdge = designOf(around(node('transform', 'a')), 'start -> a -> end', 'start -> a');
    expect(codes(sameEdge)).toEqual(expect.arrayContaining(['DUPLICATE_EDGE_ID', 'FAN_OUT start']));
  });

  it('97: unreachable nodes and nodes without a way to an end are warnings', () => {
    const design = designOf(
      around(node('transform', 'a'), node('transform', 'b')),
      'start -> end',
      'start -> b',
    );
    const found = checkDesign(design);
    expect(found.map(({ code, severity }) => [code, severity])).toEqual(
      expect.arrayContaining([
        ['UNREACHABLE', 'warning'],
        ['NO_WAY_TO_AN_END', 'warning'],
      ]),
    );
  });

  it('104: ids that every object answers to, and words of the language', () => {
    for (const id of ['constructor', 'toString', 'hasOwnProperty', 'in', 'null', 'while']) {
      expect(codes(designOf(around(node('transform', id)), `start -> ${id} -> end`))).toContain(
        `RESERVED_ID ${id}`,
      );
    }
  });

  it('109: edges at ports that do not exist', () => {
    const design = designOf(
      around(node('human', 'a')),
      'start -> a',
      'a:out -> end',
      'a:approve -> start',
      'end -> a',
    );
    expect(codes(design)).toEqual(
      expect.arrayContaining(['NO_SUCH_PORT a', 'NO_SUCH_PORT start', 'NO_SUCH_PORT end']),
    );
  });

  it('duplicate ports, and outcomes named as ports that are there anyway', () => {
    const branch = node('branch', 'a', {
      config: { cases: ['x', 'x', 'else'].map((port) => ({ port, when: 'true' })) },
    });
    const found = checkDesign(designOf(around(branch), 'start -> a', 'a:x -> end', 'a:else -> end'));
    expect(found.filter(({ code }) => code === 'DUPLICATE_PORT').map(({ path }) => path)).toEqual([
      'cases.1',
      'cases.2',
    ]);
  });

  it('only parallel nodes fan out', () => {
    const nodes = around(node('transform', 'a'), node('transform', 'b'), node('parallel', 'p'));
    const lines = ['p -> a', 'p -> b', 'a -> end', 'b -> end'];
    expect(codes(designOf(nodes, 'start -> p', ...lines))).toEqual([]);
    expect(codes(designOf(nodes, 'start -> a', 'start -> b', ...lines))).toContain('FAN_OUT start');
  });
});

describe('sessions', () => {
  const inSession = (...inside: ReturnType<typeof node>[]) =>
    designOf([...around(node('session', 's')), ...inside], 'start -> s -> end');

  it('edges do not cross their border', () => {
    const design = inSession(node('activity', 'a', { in: 's' }));
    design.edges.push(...edges('start -> a', 'a -> end', 's -> a'));
    expect(codes(design).filter((code) => code.startsWith('CROSSES_BORDER'))).toHaveLength(3);
  });

  it('are not nested, and hold no start or end', () => {
    const design = inSession(
      node('session', 't', { in: 's' }),
      node('start', 'u', { in: 's' }),
      node('end', 'v', { in: 's' }),
      node('activity', 'w', { in: 'gone' }),
      node('activity', 'x', { in: 'end' }),
    );
    expect(codes(design)).toEqual(
      expect.arrayContaining([
        'NESTED_SESSION t',
        'NOT_IN_SESSION u',
        'NOT_IN_SESSION v',
        'BAD_PARENT w',
        'BAD_PARENT x',
      ]),
    );
  });

  it('warn when they are empty, and when people are awaited inside', () => {
    expect(codes(inSession())).toEqual(['EMPTY_SESSION s']);
    expect(codes(inSession(node('human', 'h', { in: 's' })))).toEqual(['HOLDS_WORKER h']);
  });
});

describe('settings', () => {
  const codesOf = (one: ReturnType<typeof node>) =>
    codes(designOf(around(one), `start -> ${one.id} -> end`)).filter(
      (code) => !code.startsWith('NO_SUCH_PORT'),
    );

  it('112: durations that are none', () => {
    for (const duration of [-1, 1e15, 'P1Y2M', 'soon', '']) {
      expect(codesOf(node('timer', 't', { config: { duration } }))).toContain('BAD_DURATION t');
    }
    for (const duration of [0, 1, '1 ms', '{{ input.wait }}']) {
      expect(codesOf(node('timer', 't', { config: { duration } }))).toEqual([]);
    }
    expect(codesOf(node('timer', 't', { config: { until: 'x' } }))).toContain('TIMER_WITHOUT_TIME t');
    expect(codesOf(node('session', 's', { config: { executionTimeout: 0 } }))).toContain('BAD_DURATION s');
  });

  it('missing time limits and endless waits are warnings', () => {
    expect(codesOf(node('activity', 'a', { config: { options: {} } }))).toEqual(['NO_TIMEOUT a']);
    expect(codesOf(node('signal', 'a', { config: { timeout: undefined } }))).toEqual(['WAITS_FOR_EVER a']);
  });

  it('a branch without a way for everything else is a warning, as is an outcome that leads nowhere', () => {
    const design = designOf(around(node('branch', 'b')), 'start -> b', 'b:yes -> end');
    expect(codes(design)).toEqual(['NO_ELSE b']);
    const human = designOf(around(node('human', 'h')), 'start -> h', 'h:approve -> end');
    expect(codes(human)).toEqual(['OPEN_OUTCOME h']);
  });

  it('117: people are named as people or roles', () => {
    const of = (assignees: string[]) =>
      codesOf(node('human', 'h', { config: { assignees } })).filter((code) => !code.startsWith('OPEN'));
    expect(of([])).toContain('NO_ASSIGNEE h');
    expect(of(['ana'])).toContain('BAD_ASSIGNEE h');
    expect(of(['role:x', '{{ input.boss }}'])).not.toContain('BAD_ASSIGNEE h');
  });

  it('forms must be schemas that can be trusted', () => {
    expect(codesOf(node('human', 'h', { config: { form: { pattern: '(?=a)' } } }))).toContain('BAD_FORM h');
    expect(codesOf(node('start', 'x', { config: { input: { $ref: 'http://x' } } }))).toContain('BAD_FORM x');
  });
});

describe('data', () => {
  const withInput = (input: unknown, options = {}) =>
    checkDesign(
      designOf(
        around(
          node('activity', 'a', { config: { input } }),
          node('transform', 'later'),
          node('transform', 'other'),
        ),
        'start -> a -> later -> end',
      ),
      options,
    ).filter(({ nodeId }) => nodeId === 'a');
  const first = (found: readonly DesignProblem[]) => found[0] && `${found[0].code} ${found[0].path ?? ''}`;

  it('expressions must parse, and read what exists and comes before', () => {
    expect(first(withInput({ x: ['{{ 1 + }}'] }))).toBe('BAD_EXPRESSION input.x.0');
    expect(first(withInput({ x: '{{ now() }}' }))).toBe('BAD_EXPRESSION input.x');
    expect(first(withInput('{{ secrets.key }}'))).toBe('BAD_REFERENCE input');
    expect(first(withInput('{{ nodes.gone.output }}'))).toBe('BAD_REFERENCE input');
    expect(first(withInput('{{ nodes["later"].output }}'))).toBe('NOT_UPSTREAM input');
    expect(first(withInput('{{ nodes.other.output }}'))).toBe('NOT_UPSTREAM input');
    expect(first(withInput('{{ nodes.a.output }}'))).toBe('NOT_UPSTREAM input');
    expect(withInput('{{ nodes.start.output }} {{ run.id }} {{ [1].map(x, x + input.n) }}')).toEqual([]);
  });

  it('activities that nobody offers are warnings, inputs that they need and do not get are errors', () => {
    expect(withInput({}, { activities: [] })).toMatchObject([
      { code: 'UNKNOWN_ACTIVITY', severity: 'warning' },
    ]);
    const activities = [{ name: 'work', inputSchema: { type: 'object', required: ['file', 'size'] } }];
    expect(withInput({ size: 0 }, { activities })).toMatchObject([
      { code: 'MISSING_INPUT', path: 'input.file' },
    ]);
    expect(withInput('{{ input }}', { activities })).toEqual([]);
  });
});
