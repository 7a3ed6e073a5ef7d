// What one workflow costs the database, counted without a clock: the same on a slow machine and a fast one.
import pg from 'pg';
import { openBaton } from './baton-engine.ts';
import { benchDatabase } from './database.ts';
import { countStatements } from './statements.ts';

export interface Cost {
  /** Statements of each name that a workflow sends. */
  readonly statements: Readonly<Record<string, number>>;
  /** Rows that it inserts, updates and deletes, by table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly walBytes: number;
}

const WORKFLOWS = 60;
/** So many go first: connections are opened, statements prepared. */
const WARM_UP = 10;

/** Sent as time goes by, once for all runs that have something new: how many, depends on how fast the machine is. */
const HINTS = ['notify', 'poll-inbox'];

/** One workflow after the other, on a server of its own. */
export async function costOf(workload: string): Promise<Cost> {
  const statements = countStatements();
  const database = await benchDatabase({
    fast: true,
    settings: { autovacuum: 'off', checkpoint_timeout: '1h' },
  });
  const { workloadOf, close } = await openBaton({
    databaseUrl: database.url,
    workloads: [workload],
    throwAway: true,
  });
  const reader = new pg.Client({ connectionString: database.url });
  await reader.connect();
  const read = async () => {
    await statements.settle();
    return { sent: statements.byName(), rows: await rowsWritten(reader), wal: await database.walBytes() };
  };
  try {
    const once = workloadOf(workload);
    for (let i = 0; i < WARM_UP; i++) await once();
    const before = await read();
    for (let i = 0; i < WORKFLOWS; i++) await once();
    const after = await read();
    return {
      statements: each(before.sent, after.sent, HINTS),
      rows: each(before.rows, after.rows, []),
      walBytes: Math.round((after.wal - before.wal) / WORKFLOWS),
    };
  } finally {
    await close();
    await reader.end();
    await database.drop();
  }
}

type Counts = ReadonlyMap<string, number>;

/** For each workflow. Rounded: what comes with time (leases, sweeps) is far from one a workflow. */
function each(before: Counts, after: Counts, without: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, count] of [...after].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const one = Math.round((count - (before.get(name) ?? 0)) / WORKFLOWS);
    if (one > 0 && !without.includes(name)) counts[name] = one;
  }
  return counts;
}

async function rowsWritten(client: pg.Client): Promise<Counts> {
  const { rows } = await client.query<{ table: string; written: string }>(
    'select relname as table, n_tup_ins + n_tup_upd + n_tup_del as written from pg_stat_user_tables',
  );
  return new Map(rows.map(({ table, written }) => [table, Number(written)]));
}
