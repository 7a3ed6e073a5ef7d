// The studio's database, for what no page and no call can bring about.
import path from 'node:path';
import { encodeEvents, type EventBody } from '@baton/core';
import { startEmbedded } from '@baton/postgres';
import pg from 'pg';
import type { Studio } from './studio.ts';

/** Appends an event to the history of a run, as a later version of the engine might have. */
export async function appendEvent(studio: Studio, runId: string, event: object): Promise<void> {
  await inDatabase(studio, (client) =>
    client.query(
      `insert into baton.history (at, seq, count, shard, run_id, events)
       select now(), max(seq + count), 1, shard, run_id, $2 from baton.history where run_id = $1 group by shard, run_id`,
      [runId, encodeEvents([event as unknown as EventBody])],
    ),
  );
}

async function inDatabase<T>(studio: Studio, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const { url } = await startEmbedded({ dataDir: path.join(studio.dataDir, 'pg') });
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}
