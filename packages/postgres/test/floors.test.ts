// From where on the outbox and deadlines are read: what may still come is never before that.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeDeadlineFloor } from '../src/activities/deadline-floor.ts';
import { timeOrderedId } from '../src/connection/time.ts';
import { beforeAllRows, makeOutboxFloor } from '../src/runs/outbox-floor.ts';

const START_MS = Date.UTC(2026, 0, 1);
const SHARDS = [1, 2, 3];

const gaps = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 20, maxLength: 60 });

function momentsOf(between: readonly number[]): readonly number[] {
  let atMs = START_MS;
  return between.map((gapMs) => (atMs += gapMs));
}

test('a message that becomes visible within five seconds is in every reading from then on, as long as it is there', () => {
  fc.assert(
    fc.property(gaps, fc.nat(10_000), fc.nat(4_999), (between, madeMs, lateMs) => {
      const floor = makeOutboxFloor();
      const id = timeOrderedId(START_MS + madeMs);
      for (const beganMs of momentsOf(between)) {
        const from = floor.from(SHARDS, beganMs);
        const isThere = beganMs >= START_MS + madeMs + lateMs;
        if (isThere) expect(id >= from).toBe(true);
        floor.read(SHARDS, from, { first: isThere ? id : null, beganMs, endedMs: beganMs + 1 });
      }
    }),
  );
});

test('one that comes later is found by the next reading from the start, a minute later at most, and so is what is in other shards', () => {
  const floor = makeOutboxFloor();
  const nothing = { first: null, beganMs: START_MS, endedMs: START_MS };
  floor.read(SHARDS, floor.from(SHARDS, START_MS), nothing);
  expect(floor.from([4], START_MS)).toBe(beforeAllRows);
  expect(floor.from(SHARDS, START_MS + 59_999)).not.toBe(beforeAllRows);
  expect(floor.from(SHARDS, START_MS + 60_000)).toBe(beforeAllRows);
});

test('deadlines are bounded only while many rows wait to be cleaned up', () => {
  const claims = { isCrowded: false };
  const floor = makeDeadlineFloor(claims);
  const everything = { fromMs: -Infinity, untilMs: Infinity };
  const seen = { first: null, beganMs: START_MS, endedMs: START_MS };
  expect(floor.span(SHARDS, START_MS)).toEqual(everything);
  floor.seen(SHARDS, everything, seen);
  expect(floor.span(SHARDS, START_MS + 900)).toEqual(everything);
  claims.isCrowded = true;
  expect(floor.span([4], START_MS + 900)).toEqual(everything);
  const span = floor.span(SHARDS, START_MS + 900);
  expect(span.fromMs).toBeLessThan(START_MS);
  expect(span.untilMs).toBeGreaterThanOrEqual(START_MS + 900 + 3_000);
  expect(floor.span(SHARDS, START_MS + 60_000)).toEqual(everything);
});

test('a deadline that is due stays in sight until nothing is seen of it', () => {
  const floor = makeDeadlineFloor({ isCrowded: true });
  const first = START_MS - 5_000;
  floor.seen(SHARDS, floor.span(SHARDS, START_MS), { first, beganMs: START_MS, endedMs: START_MS });
  for (let beganMs = START_MS + 900; beganMs < START_MS + 20_000; beganMs += 900) {
    const span = floor.span(SHARDS, beganMs);
    expect(span.fromMs).toBeLessThanOrEqual(first);
    floor.seen(SHARDS, span, { first, beganMs, endedMs: beganMs });
  }
});
