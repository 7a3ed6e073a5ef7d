// The view that shows histories in full words says what the codec reads.
import { decodeEvents, encodeEvents, eventShapes, type EventBody } from '@baton/core';
import { describe, expect, it } from 'vitest';
import { openedDatabase } from './opened.ts';
import { append, newRef, startRequest } from './runs.ts';

const database = openedDatabase();

interface ViewRow {
  readonly seq: number;
  readonly type: string;
  readonly fields: Record<string, unknown>;
}

function inView(runId: string): Promise<readonly ViewRow[]> {
  return database.rows('select seq, type, fields from baton.history_event where run_id = $1 order by seq', [
    runId,
  ]);
}

async function insert(runId: string, seq: number, events: string): Promise<void> {
  await database.rows(
    'insert into baton.history (at, seq, count, shard, run_id, events) values (now(), $1, 2, 0, $2, $3)',
    [seq, runId, events],
  );
}

describe('baton.history_event', () => {
  it('names each field of every event that is stored as a list', async () => {
    const { runId } = newRef('shapes');
    for (const [index, { type, code, places }] of eventShapes.entries()) {
      const values = places.map((_, place) =>
        place === places.length - 1 ? { of: type } : `value ${place}`,
      );
      const text = JSON.stringify([2, [code, ...values, { label: 'more' }], [code, ...values.slice(0, -1)]]);
      await insert(runId, 2 * index + 1, text);
    }
    const rows = await inView(runId);
    expect(rows).toHaveLength(2 * eventShapes.length);
    for (const [index, { type, places }] of eventShapes.entries()) {
      const named = places.map((place, at) => [
        place,
        at === places.length - 1 ? { of: type } : `value ${at}`,
      ]);
      const fields = Object.fromEntries(named) as Record<string, unknown>;
      const last = places.at(-1) ?? '';
      expect(rows.slice(2 * index, 2 * index + 2)).toEqual([
        { seq: 2 * index + 1, type, fields: { ...fields, label: 'more' } },
        { seq: 2 * index + 2, type, fields: { ...fields, [last]: null } },
      ]);
    }
  });

  it('shows what the engine has appended, event by event', async () => {
    const storage = await database.open();
    const request = startRequest('viewed');
    await storage.startRun(request);
    const { ref } = request;
    const events: readonly EventBody[] = [
      { type: 'Marked', kind: 'node', value: [1] },
      { type: 'Patched', id: 'faster' },
    ];
    await storage.commit({ ...append(ref, 2), events });
    expect(await inView(ref.runId)).toEqual([
      { seq: 1, type: 'RunStarted', fields: without(request.event) },
      { seq: 2, type: 'Marked', fields: { kind: 'node', value: [1] } },
      { seq: 3, type: 'Patched', fields: { id: 'faster' } },
    ]);
    expect(decodeEvents(encodeEvents(events))).toEqual(events);
  });

  it('shows rows of version 1, too', async () => {
    const { runId } = newRef('old');
    await insert(runId, 1, '[1,{"t":"ActivityCompleted","id":"1"},{"type":"FromTheFuture","when":1}]');
    expect(await inView(runId)).toEqual([
      { seq: 1, type: 'ActivityCompleted', fields: { id: '1' } },
      { seq: 2, type: 'FromTheFuture', fields: { when: 1 } },
    ]);
  });
});

function without({ type: _, ...fields }: EventBody): object {
  return fields;
}
