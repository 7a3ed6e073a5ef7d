import fs from 'node:fs';
import { eventTypes } from '@baton/core';
import { describe, expect, test } from 'vitest';
import {
  currentVersion,
  fileOf,
  machineTraces,
  readGolden,
  rowsOf,
  storedRows,
  versions,
  type GoldenHistory,
} from './history-file.ts';
import { recordAll } from './recordings.ts';
import { replayGolden } from './replay-golden.ts';

describe.each(versions())('histories that version %s has written', (version) => {
  const histories = readGolden(version);

  test.each(histories)('%s goes the same way on the code of today', async (_, golden) => {
    expect(await replayGolden(golden)).toBeNull();
  });

  test.each(histories)('%s says nothing of the machine that recorded it', (name) => {
    const text = fs.readFileSync(fileOf(version, name), 'utf8');
    expect(machineTraces().filter((trace) => text.includes(trace))).toEqual([]);
  });
});

test('every type of event is in a golden history: a new one needs a workflow in torture.ts, and a recording', () => {
  const found = new Set(
    versions()
      .flatMap((version) => readGolden(version))
      .flatMap(([, golden]) => rowsOf(golden))
      .flatMap(({ events }) => events.map(({ type }) => type)),
  );
  expect(eventTypes.filter((type) => !found.has(type))).toEqual([]);
});

test('what is recorded today replays, and has a golden history: if it has none, `npm run golden -- --record`', async () => {
  const today = await recordAll();
  const kept = new Set(readGolden(currentVersion).map(([name]) => name));
  expect([...today.keys()].filter((name) => !kept.has(name))).toEqual([]);
  for (const [name, { events, ...of }] of today) {
    const golden: GoldenHistory = { version: currentVersion, ...of, rows: storedRows(events) };
    expect([name, await replayGolden(golden)]).toEqual([name, null]);
  }
}, 60_000);

test('a history of other code does not pass', async () => {
  const [, golden] = readGolden(currentVersion).find(([name]) => name === 'torture') ?? [];
  if (golden === undefined) throw new TypeError('There is no recording of the torture');
  const rows = JSON.parse(
    JSON.stringify(golden.rows).replace('"name":"shaky"', '"name":"other"'),
  ) as typeof golden.rows;
  expect(await replayGolden({ ...golden, rows })).toMatch(/other/);
});
