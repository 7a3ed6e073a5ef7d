// Reads what Postgres has done so far.
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

/** Since the server began. */
export interface Counts {
  readonly walBytes: number;
  /** Transactions that wrote: each waits for a flush of the log, its own or one that it shares. */
  readonly commits: number;
  /** All transactions of this database, also those that only read. */
  readonly transactions: number;
  readonly fsyncs: number;
}

export interface Probe {
  readonly counts: () => Promise<Counts>;
  /** CPU seconds of the server's processes so far; 0 where that can't be read. */
  readonly cpuSeconds: () => number;
  readonly close: () => Promise<void>;
}

// Taken before statements are counted, so that looking changes nothing.
const { query } = pg.Client.prototype as {
  query: (this: pg.Client, text: string) => Promise<{ readonly rows: readonly unknown[] }>;
};

/** @param serverPid The postmaster's, on this machine; `null` where it isn't known. */
export async function openProbe(databaseUrl: string, serverPid: number | null): Promise<Probe> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  );
  const fsyncs =
    Number(rows[0]?.version) >= 180_000
      ? "(select sum(fsyncs) from pg_stat_io where object = 'wal')"
      : '(select wal_sync from pg_stat_wal)';
  const text = `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as wal,
    pg_snapshot_xmax(pg_current_snapshot())::text as xid, ${fsyncs} as fsyncs,
    (select xact_commit from pg_stat_database where datname = current_database()) as transactions`;
  type Row = Record<'wal' | 'xid' | 'fsyncs' | 'transactions', string>;
  return {
    counts: async () => {
      const [row] = (await query.call(client, text)).rows as readonly Row[];
      return {
        walBytes: Number(row?.wal),
        commits: Number(row?.xid),
        transactions: Number(row?.transactions),
        fsyncs: Number(row?.fsyncs),
      };
    },
    cpuSeconds: () => (serverPid === null ? 0 : cpuSecondsBelow(serverPid)),
    close: () => client.end(),
  };
}

/** Clock ticks per second of /proc: 100 on every Linux that Node runs on. */
const TICKS = 100;

/** Of a process, its children, and those of its children that have ended. */
function cpuSecondsBelow(pid: number): number {
  let ticks = 0;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const fields = statOf(entry);
    if (fields === null) continue;
    if (entry === String(pid)) ticks += Number(fields[13]) + Number(fields[14]);
    if (entry === String(pid) || fields[1] === String(pid)) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / TICKS;
}

/** The fields of /proc/<pid>/stat from the state on; `null` if the process has just gone. */
function statOf(pid: string): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
