import { describe, expect, it } from 'vitest';
import { designOf, node } from './designs.ts';
import { started } from './driver.ts';

describe('people', () => {
  const design = designOf(
    [
      node('human', 'ask', {
        title: 'Release {{ input.version }}?',
        instructions: 'Look at **{{ input.note }}**',
        outcomes: ['approve', 'reject'],
        assignees: ['role:{{ input.team }}', '{{ input.others }}'],
        form: { type: 'object', properties: { when: { type: 'string' } } },
        context: { version: '{{ input.version }}' },
        dueIn: '2 days',
        timeout: '{{ input.days }} days',
        requesterMayNotApprove: true,
      }),
      node('activity', 'release', { input: '{{ nodes.ask.output.values.when }}' }),
      node('end', 'refused', { output: '{{ nodes.ask.output.by }}' }),
      node('end', 'late', { output: '{{ nodes.ask.error.name }}' }),
    ],
    'start -> ask',
    'ask:approve -> release -> end',
    'ask:reject -> refused',
    'ask:error -> late',
  );
  const input = {
    version: 'v{{ 1 }}',
    note: '{{ now() }}',
    team: 'ops',
    others: ['person:a', 'person:b'],
    days: 3,
  };

  it('are asked with texts that are filled in once: data is never read as an expression', async () => {
    const run = await started(design, input);
    expect(run.open()[0]?.human).toEqual({
      title: 'Release v{{ 1 }}?',
      instructions: 'Look at **{{ now() }}**',
      form: { type: 'object', properties: { when: { type: 'string' } } },
      outcomes: ['approve', 'reject'],
      assignees: ['role:ops', 'person:a', 'person:b'],
      dueInMs: 172_800_000,
      priority: 0,
      requesterMayNotApprove: true,
      context: { version: 'v{{ 1 }}' },
    });
    expect(run.open()[0]?.options.scheduleToCloseMs).toBe(259_200_000);
    expect(run.status('ask')).toBe('waiting');
  });

  it('decide which way it goes, and what they filled in goes with it', async () => {
    const run = await started(design, input);
    await run.decides('ask', 'approve', { when: 'today' });
    expect(run.open()).toMatchObject([{ name: 'work', input: 'today' }]);
    expect(run.node('ask')?.port).toBe('approve');
    await run.replays();
    const refused = await started(design, input);
    await refused.decides('ask', 'reject');
    expect(refused.state()).toMatchObject({ status: 'completed', result: 'person:ana' });
  });

  it('who fail it, or never come, take the error port', async () => {
    const run = await started(design, input);
    await run.fails('ask', {
      name: 'TimeoutError',
      code: 'ACTIVITY_TIMEOUT',
      fields: { kind: 'scheduleToClose' },
    });
    expect(run.state()).toMatchObject({ status: 'completed', result: 'TimeoutError' });
  });
});

describe('waiting', () => {
  it('for a timer, by duration and until a moment', async () => {
    const design = designOf(
      [
        node('timer', 'first', { duration: '{{ input.minutes }} minutes' }),
        node('timer', 'second', { duration: undefined, until: '{{ timestamp(input.at) }}' }),
      ],
      'start -> first -> second -> end',
    );
    const run = await started(design, { minutes: 2, at: '1970-01-01T01:00:00Z' });
    expect(run.commands()).toMatchObject([
      {},
      { type: 'StartTimer', fireAtMs: 1_000_010 + 120_000, label: 'first' },
    ]);
    expect(run.status('first')).toBe('waiting');
    await run.fires('1');
    expect(run.commands().at(-1)).toMatchObject({ type: 'StartTimer', fireAtMs: 3_600_000, label: 'second' });
    await run.fires('2');
    expect(run.state().status).toBe('completed');
    await run.replays();
  });

  it('for a signal, whose payload is the output; too late is an error', async () => {
    const design = designOf(
      [
        node('signal', 'paid', { timeout: '1 day' }),
        node('end', 'end', { output: '{{ nodes.paid.output.amount }}' }),
        node('end', 'late', { output: 'late' }),
      ],
      'start -> paid -> end',
      'paid:error -> late',
    );
    const run = await started(design);
    expect(run.status('paid')).toBe('waiting');
    await run.signal('other');
    await run.signal('paid', { amount: 12 });
    expect(run.state()).toMatchObject({ status: 'completed', result: 12 });
    await run.replays();
    const late = await started(design);
    await late.fires('1');
    expect(late.state()).toMatchObject({ status: 'completed', result: 'late' });
  });
});

describe('HTTP', () => {
  it('runs the built-in activity with what the settings render to', async () => {
    const design = designOf(
      [
        node('http', 'call', {
          method: 'POST',
          url: 'https://example.com/{{ input.id }}',
          headers: { 'x-run': '{{ run.id }}' },
          body: { n: '{{ input.n }}' },
        }),
      ],
      'start -> call -> end',
    );
    const run = await started(design, { id: 'a', n: 5 });
    expect(run.open()).toMatchObject([
      {
        name: 'baton.http',
        input: { method: 'POST', url: 'https://example.com/a', body: { n: 5 } },
        options: { startToCloseMs: 600_000, retry: { maxAttempts: 20 } },
      },
    ]);
  });
});
