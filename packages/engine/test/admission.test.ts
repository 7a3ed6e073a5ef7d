import { describe, expect, it } from 'vitest';
import { admit, AGEING_MS, type WaitingSession } from '@baton/engine';

const young = 0;
const aged = AGEING_MS + 1;

interface Asked {
  readonly gpu?: number;
  readonly slot?: number;
  readonly ageMs?: number;
  readonly isMine?: boolean;
  readonly isForHost?: boolean;
}

function asking(id: string, { gpu = 0, slot = 1, ageMs = young, isMine = true, isForHost = false }: Asked) {
  const wants = new Map([['slot', slot], ...(gpu > 0 ? [['gpu', gpu] as const] : [])]);
  return { id, requestedAtMs: -ageMs, wants, isMine, isForHost } satisfies WaitingSession<string>;
}

/** On a worker with these left, of three slots of its own and two GPUs of its host. */
function admitted(waiting: readonly WaitingSession<string>[], left: { slots: number; gpus: number }) {
  const capacity = new Map([
    ['slot', 3],
    ['gpu', 2],
  ]);
  const used = new Map([
    ['slot', 3 - left.slots],
    ['gpu', 2 - left.gpus],
  ]);
  return admit(waiting, { capacity, used, shared: new Set(['gpu']) }, { nowMs: 0, limit: 10 });
}

describe('who is next', () => {
  it('are the oldest that fit', () => {
    const waiting = [asking('a', { gpu: 1 }), asking('b', { gpu: 2 }), asking('c', { gpu: 1 })];
    expect(admitted(waiting, { slots: 3, gpus: 2 })).toEqual(['a', 'c']);
  });

  it('is nobody behind one that has waited for long and will fit', () => {
    const waiting = [asking('large', { gpu: 2, ageMs: aged }), asking('small', {})];
    expect(admitted(waiting, { slots: 3, gpus: 1 })).toEqual([]);
  });

  it('is not held up by one that will never fit', () => {
    const waiting = [asking('never', { gpu: 3, ageMs: aged }), asking('small', { gpu: 1 })];
    expect(admitted(waiting, { slots: 3, gpus: 1 })).toEqual(['small']);
  });

  it('leaves to another worker of the host what that one’s oldest has waited for', () => {
    const large = asking('large', { gpu: 2, ageMs: aged, isMine: false, isForHost: true });
    const waiting = [large, asking('small', { gpu: 1 }), asking('none', {})];
    expect(admitted(waiting, { slots: 3, gpus: 1 })).toEqual(['none']);
  });

  it('waits for no other worker of the host while that one’s oldest is young, or misses nothing of the host', () => {
    const beside = { isMine: false, isForHost: true } as const;
    expect(
      admitted([asking('young', { gpu: 2, ...beside }), asking('small', { gpu: 1 })], { slots: 3, gpus: 1 }),
    ).toEqual(['small']);
    expect(
      admitted([asking('fits', { gpu: 1, ageMs: aged, ...beside }), asking('small', { gpu: 1 })], {
        slots: 3,
        gpus: 1,
      }),
    ).toEqual(['small']);
  });

  it('leaves to another worker of the host what only that one has the slots for', () => {
    const wide = asking('wide', { gpu: 2, slot: 4, ageMs: aged, isForHost: true });
    expect(admitted([wide, asking('small', { gpu: 1 })], { slots: 3, gpus: 1 })).toEqual([]);
  });
});
