import pg from 'pg';
import { connectionConfig } from '../src/connection/pool.ts';
import { statements } from '../src/connection/statements.ts';

export const textOf = (name: string): string => statements.get(name)?.text ?? '';

/** A connection that plans as ours do, without knowing the parameters. */
export async function planner(databaseUrl: string): Promise<pg.Client> {
  const settings = { plan_cache_mode: 'force_generic_plan' };
  const client = new pg.Client(connectionConfig({ databaseUrl, role: 'test', settings }));
  await client.connect();
  return client;
}

/** Lines of the plan in the order in which they are executed, as PostgreSQL prints them. */
export async function planOf(client: pg.Client, name: string): Promise<string> {
  const text = textOf(name);
  const plan = name.replaceAll('-', '_');
  await client.query(`prepare ${plan} as ${text}`);
  const parameters = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
  const values = Array.from({ length: parameters }, () => 'null').join(', ');
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(
    `explain execute ${plan} ${parameters === 0 ? '' : `(${values})`}`,
  );
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}
