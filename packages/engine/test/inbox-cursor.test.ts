import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultLimits } from '../src/owner/limits.ts';
import { InboxCursor } from '../src/owner/inbox-cursor.ts';

const START_MS = Date.UTC(2026, 0, 1);

function idAt(atMs: number): string {
  const time = Math.floor(atMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7fff-8000-000000000001`;
}

/** A row that is made at some moment and visible at a later one. */
interface Row {
  readonly madeMs: number;
  readonly visibleMs: number;
}

/** Reads at these moments, each a while after the one before; answers when the row was found, and by how many readings. */
function foundAt(row: Row, readings: readonly number[]): number | null {
  const cursor = new InboxCursor(defaultLimits);
  for (const atMs of readings) {
    const reach = cursor.reachAt(atMs);
    const after = cursor.after(reach);
    cursor.begin();
    cursor.done(reach, atMs, atMs);
    if (row.visibleMs <= atMs && (after === null || idAt(row.madeMs) > after)) return atMs;
  }
  return null;
}

function momentsOf(gaps: readonly number[]): readonly number[] {
  let atMs = START_MS;
  return gaps.map((gapMs) => (atMs += gapMs));
}

const gaps = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 200, maxLength: 300 });

test('a row that becomes visible within the time that a transaction takes is found by the next reading', () => {
  fc.assert(
    fc.property(gaps, fc.nat(15_000), fc.nat(defaultLimits.nearOverlapMs - 1), (between, madeMs, lateMs) => {
      const row = { madeMs: START_MS + madeMs, visibleMs: START_MS + madeMs + lateMs };
      const readings = momentsOf(between);
      const next = readings.find((atMs) => atMs >= row.visibleMs) ?? null;
      expect(foundAt(row, readings)).toBe(next);
    }),
  );
});

test('one that becomes visible within five seconds is found within a second', () => {
  fc.assert(
    fc.property(gaps, fc.nat(10_000), fc.nat(4_999), (between, madeMs, lateMs) => {
      const row = { madeMs: START_MS + madeMs, visibleMs: START_MS + madeMs + lateMs };
      const readings = momentsOf(between);
      const last = readings.at(-1) ?? 0;
      const found = foundAt(row, readings);
      if (last >= row.visibleMs + 1_400) expect(found).toBeLessThanOrEqual(row.visibleMs + 1_400);
    }),
  );
});

test('one that comes later still is found by the next reading of everything', () => {
  const readings = Array.from({ length: 700 }, (_, n) => START_MS + 100 * n);
  const row = { madeMs: START_MS + 1_000, visibleMs: START_MS + 21_000 };
  expect(foundAt(row, readings)).toBe(START_MS + defaultLimits.fullScanMs);
});

test('readings do not go back to the start because nothing comes', () => {
  const cursor = new InboxCursor(defaultLimits);
  expect(cursor.readUntil).toBeNull();
  cursor.begin();
  cursor.done('all', START_MS, START_MS);
  expect(cursor.reachAt(START_MS + 500)).toBe('near');
  expect(cursor.readUntil).toBe(cursor.after('far'));
  expect((cursor.after('near') ?? '') > (cursor.after('far') ?? '~')).toBe(true);
  cursor.want('far');
  expect(cursor.reachAt(START_MS + 500)).toBe('far');
  cursor.want('all');
  expect(cursor.readUntil).toBeNull();
  expect(cursor.reachAt(START_MS + 500)).toBe('all');
});

test('everything is read each half minute, but no more than a fiftieth of the time goes into that', () => {
  const cursor = new InboxCursor(defaultLimits);
  cursor.done('all', START_MS, START_MS + 100);
  cursor.begin();
  expect(cursor.reachAt(START_MS + 29_999)).toBe('far');
  expect(cursor.reachAt(START_MS + 30_000)).toBe('all');
  cursor.done('all', START_MS, START_MS + 2_000);
  expect(cursor.reachAt(START_MS + 99_999)).toBe('far');
  expect(cursor.reachAt(START_MS + 100_000)).toBe('all');
});
