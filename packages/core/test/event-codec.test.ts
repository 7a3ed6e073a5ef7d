import {
  decodeEvents,
  encodeEvents,
  fullOptions,
  recordOptions,
  shortOptions,
  type ActivityId,
  type EventBody,
} from '@baton/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyEvent, options, started } from './histories.ts';

const step = (n: number): readonly EventBody[] => [
  { type: 'ActivityCompleted', activityId: String(n) as ActivityId, result: null },
  {
    type: 'ActivityScheduled',
    activityId: String(n + 1) as ActivityId,
    name: 'step',
    input: null,
    options,
    mode: 'inline',
  },
];

describe('a stored row of history', () => {
  it('reads back as it was written, known events and unknown ones', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 10 }), (events) => {
        expect(decodeEvents(encodeEvents(events))).toEqual(events);
      }),
    );
  });

  it('keeps every option that differs from its default', () => {
    const full = recordOptions({
      ...{
        startToClose: 1,
        scheduleToClose: 2,
        scheduleToStart: 2,
        heartbeat: 1,
        asyncTimeout: 2,
        asyncHeartbeat: 2,
      },
      ...{ retry: { initial: 0, coefficient: 3, max: 7, maxAttempts: 4, nonRetryable: ['A'] } },
      ...{ taskQueue: 'q', cancellation: 'wait', priority: 5 },
      ...{ limitKey: 'tenant-1', fairnessKey: 'tenant-1', fairnessWeight: 2 },
    });
    const event = { ...step(1)[1]!, options: { ...full, deliverHeartbeatsMs: 5 } } as EventBody;
    expect(decodeEvents(encodeEvents([event]))).toEqual([event]);
  });

  it('takes few bytes for a step', () => {
    expect(encodeEvents(step(1))).toBe('[2,["C","1"],["S","2","step",null,60000]]');
  });

  it('fills in what an older version did not write', () => {
    const [event] = decodeEvents(
      '[1,{"t":"ActivityScheduled","id":"1","name":"a","options":{"retry":{"maxAttempts":2}}}]',
    );
    expect(event).toMatchObject({
      input: null,
      mode: 'inline',
      options: { retry: { maxAttempts: 2, coefficient: 2 } },
    });
  });

  it('of version 1 is read for ever', () => {
    const text =
      '[1,{"t":"ActivityCompleted","id":"1"},{"t":"ActivityScheduled","id":"2","name":"step","options":{"startToCloseMs":60000}}]';
    expect(decodeEvents(text)).toEqual(step(1));
  });

  it('has what an event has besides its places behind them', () => {
    const [, scheduled] = step(1);
    const labelled = {
      ...scheduled,
      label: 'Charge',
      mode: 'dispatched',
      later: [1],
    } as unknown as EventBody;
    const text = '[2,["S","2","step",null,60000,{"mode":"dispatched","label":"Charge","later":[1]}]]';
    expect(decodeEvents(text)).toEqual([labelled]);
    expect(decodeEvents(encodeEvents([labelled]))).toEqual([labelled]);
    const completed = { ...step(1)[0], result: { a: null }, by: 'person:ada' } as unknown as EventBody;
    expect(decodeEvents(encodeEvents([completed]))).toEqual([completed]);
    expect(encodeEvents([{ ...completed, result: null } as unknown as EventBody])).toBe(
      '[2,["C","1",null,{"by":"person:ada"}]]',
    );
  });

  it('of another form or version is refused, not misread', () => {
    for (const text of [
      '[3,{"t":"RunStarted"}]',
      '[2,["?","1"]]',
      '[2,[]]',
      '{}',
      'null',
      '[]',
      '[{"type":"RunStarted"}]',
      'x',
    ]) {
      expect(() => decodeEvents(text)).toThrow(SyntaxError);
    }
  });

  it('lets no event change the prototype of its object', () => {
    const [event] = decodeEvents('[1,{"t":"RunStarted","__proto__":{"polluted":1}}]');
    const [listed] = decodeEvents('[2,["R","w","id","q",null,{"__proto__":{"polluted":1}}]]');
    expect(Object.getPrototypeOf(listed)).toBe(Object.prototype);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
  });

  it('of a start has the whole start', () => {
    const start = {
      ...started,
      design: { designId: 'd', version: 3 },
      by: 'person:ada',
      attributes: { a: 1 },
    };
    expect(decodeEvents(encodeEvents([start]))).toEqual([start]);
  });
});

describe('the options in the row of an activity', () => {
  it('are as short as in events, and read back as they were', () => {
    const all = [
      options,
      recordOptions({ scheduleToClose: 5, retry: { maxAttempts: 3, nonRetryable: ['A'] }, limitKey: 'k' }),
      recordOptions({ startToClose: 1, heartbeat: 1, cancellation: 'wait', taskQueue: 'q', priority: 5 }),
    ];
    expect(all.map((each) => fullOptions(shortOptions(each)))).toEqual(all);
    expect(shortOptions(options)).toBe('{"startToCloseMs":60000}');
  });

  it('may also say everything, as rows of earlier versions do', () => {
    expect(fullOptions(JSON.stringify(options))).toEqual(options);
  });
});
