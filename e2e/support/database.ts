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

/** As if a waiting activity of the run had ended three workers: killing them takes minutes. */
export async function poison(studio: Studio, runId: string, activity: string): Promise<void> {
  await inDatabase(studio, async (client) => {
    const { rows } = await client.query<{ activity_id: string }>(
      `update baton.activity set poisoned_at = now() where run_id = $1 and name = $2 and state = 'queued' returning activity_id`,
      [runId, activity],
    );
    const fields = { activityId: rows[0]?.activity_id ?? '', activity };
    const failure = { name: 'PoisonError', message: 'it ended 3 workers', code: 'POISON', fields };
    await client.query('update baton.run set blocked = $2 where id = $1', [runId, JSON.stringify(failure)]);
  });
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
