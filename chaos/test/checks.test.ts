import { describe, expect, it } from 'vitest';
import { checkEffects } from '../checks/effects.ts';
import { checkGrants } from '../checks/grants.ts';
import { checkOrder } from '../checks/order.ts';
import type { LedgerLine } from '../definitions/ledger.ts';
import type { GrantEntry } from '../grants.ts';

const isWorker = (key: string) => key === 'w1' || key === 'w2';
const plan = {
  allowanceOf: (key: string) =>
    isWorker(key) ? { sessions: 2, resources: { gpu: 1 }, host: 'h', hostResources: { vram: 5 } } : null,
  lateMs: 1_000,
};

function entry(sessionId: string, state: GrantEntry['state'], changes: Partial<GrantEntry> = {}): GrantEntry {
  const was = { requested: null, open: 'requested', suspended: 'open', failed: 'open', closed: 'open' }[
    state
  ];
  return {
    ...{ atMs: 0, sessionId, runId: 'r', taskQueue: 'q', wantedKey: null, was, state, epoch: 1 },
    ...{ workerKey: 'w1', amounts: {}, requestedAtMs: 0, creationMs: 500, reason: null },
    ...changes,
  };
}

const life = (id: string, changes: Partial<GrantEntry> = {}) =>
  [entry(id, 'requested'), entry(id, 'open', changes), entry(id, 'closed')] as const;

describe('the check of the grant log', () => {
  it('finds nothing where one session follows the other', () => {
    expect(checkGrants([...life('a'), ...life('b'), ...life('c')], plan)).toMatchObject({
      ...{ requested: 3, served: 3, mostHeld: 1, violations: [] },
    });
  });

  it('finds a worker with one session too many', () => {
    const [first, second, third] = [life('a'), life('b'), life('c')];
    const log = [0, 1, 2].flatMap((step) => [first[step]!, second[step]!, third[step]!]);
    expect(checkGrants(log, plan).violations).toEqual(['w1 held 3 sessions of 2 with c']);
  });

  it('finds a resource that was given twice', () => {
    const gpu = { amounts: { gpu: 1 } };
    const [first, second] = [life('a', gpu), life('b', gpu)];
    const log = [0, 1, 2].flatMap((step) => [first[step]!, second[step]!]);
    expect(checkGrants(log, plan).violations).toEqual(['w1 gave 2 gpu of 1 with b']);
  });

  it('finds what a host has, given twice by two of its workers', () => {
    const [first, second] = [
      life('a', { amounts: { vram: 3 } }),
      life('b', { amounts: { vram: 3 }, workerKey: 'w2' }),
    ];
    const log = [0, 1, 2].flatMap((step) => [first[step]!, second[step]!]);
    expect(checkGrants(log, plan).violations).toEqual(['h gave 6 vram of 5 with b']);
  });

  it('finds a worker that nobody started, a slot that was never given back, and a step out of order', () => {
    const log = [entry('a', 'requested'), entry('a', 'open', { workerKey: 'w9' }), entry('b', 'closed')];
    expect(checkGrants(log, plan).violations).toEqual([
      'session a was given to w9, which nobody started',
      'session b is closed, and what it was before is not in the log',
      'session a still holds a slot of w9',
    ]);
  });

  it('finds a request that was refused before its time, or long after', () => {
    const refused = (id: string, atMs: number) => [
      entry(id, 'requested'),
      entry(id, 'failed', { was: 'requested', reason: 'ALL_BUSY', atMs }),
    ];
    expect(
      checkGrants([...refused('a', 100), ...refused('b', 600), ...refused('c', 5_000)], plan),
    ).toMatchObject({
      failed: { ALL_BUSY: 3 },
      violations: [
        'session a was refused 400 ms before its creationTimeout',
        'session c was refused 4500 ms after its creationTimeout',
      ],
    });
  });
});

describe('the check of the order', () => {
  const asked = (id: string, requestedAtMs: number, gpu = 0) =>
    entry(id, 'requested', { atMs: requestedAtMs, requestedAtMs, amounts: { gpu } });
  const opened = (id: string, requestedAtMs: number, atMs: number, gpu = 0) =>
    entry(id, 'open', { atMs, requestedAtMs, amounts: { gpu } });
  const orderPlan = { ...plan, staleMs: 1_000 };

  it('finds an older one that fitted, and none where it was served soon after', () => {
    const log = [asked('old', 0), asked('young', 100), opened('young', 100, 5_000)];
    expect(checkOrder([...log, opened('old', 0, 5_500)], orderPlan)).toEqual([]);
    expect(checkOrder([...log, opened('old', 0, 9_000)], orderPlan)).toEqual([
      'w1 opened session young before the older old, which fitted',
    ]);
  });

  it('finds one that was overtaken after it had waited for long, and none before', () => {
    const log = [asked('first', 0, 1), opened('first', 0, 0, 1), asked('old', 1, 1), asked('young', 100)];
    expect(checkOrder([...log, opened('young', 100, 5_000)], orderPlan)).toEqual([]);
    expect(checkOrder([...log, opened('young', 100, 12_000)], orderPlan)).toEqual([
      'w1 opened session young before the older old, which had waited for 11999 ms',
    ]);
  });
});

describe('the check of what handlers did', () => {
  const begun: LedgerLine = {
    ...{ at: 0, what: 'begin', activity: 'work', runId: 'r', activityId: '1', attempt: 1, epoch: 1 },
    ...{ sessionId: 's', workerId: 'w', pid: 1, execution: 1 },
  };

  it('finds an attempt that was handed out twice, and one that ran beside its session', () => {
    expect(checkEffects([begun, { ...begun, attempt: 2 }, { ...begun, attempt: 2, pid: 2 }])).toEqual([
      'work 1 of r, attempt 2 of epoch 1 began twice',
      'session s, epoch 1 ran in processes 1 and 2',
    ]);
  });

  it('finds a second beginning of what is tried once', () => {
    const once = { ...begun, activity: 'once', sessionId: null };
    expect(checkEffects([once, { ...once, attempt: 2 }])).toEqual(['once 1 of r began twice']);
  });
});
