import pg from 'pg';

const MS = 1_500;

/** Single-row commits per second of one client on this Postgres: what the machine's disk and CPU allow a naive engine. */
export async function commitsPerSecond(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    'create table if not exists public.yardstick (id int primary key, at timestamptz, text text)',
  );
  await client.query('truncate public.yardstick');
  const insert = { name: 'insert', text: 'insert into public.yardstick values ($1, now(), $2)' };
  const text = 'x'.repeat(100);
  const startedAtMs = performance.now();
  let commits = 0;
  for (; performance.now() - startedAtMs < MS; commits++)
    await client.query({ ...insert, values: [commits, text] });
  const seconds = (performance.now() - startedAtMs) / 1_000;
  await client.query('drop table public.yardstick');
  await client.end();
  return Math.round(commits / seconds);
}
