// Connections. A process has five kinds: one for the flusher, one for leases (so that slow reads can't cost a lease), one that
// listens and notifies, three for claims and ends of activities (whose plans are made once), and a small pool for everything else.
import pg from 'pg';

export type Value = string | number | boolean | null | undefined | readonly Value[];

/** Milliseconds of a `timestamptz` as Postgres prints it, e.g. `2026-11-22 11:40:46.20092+00`. Digit by digit: each row of history has one. */
export function parseInstant(text: string): number {
  const isOrdinary = text.endsWith('+00') && text.charAt(4) === '-' && text.charAt(0) > '0';
  if (!isOrdinary) return parseAnyInstant(text);
  const two = (at: number): number => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;
  let ms = 0;
  for (let at = 20, unit = 100; at < text.length - 3 && unit >= 1; at++, unit /= 10) {
    ms += (text.charCodeAt(at) - 48) * unit;
  }
  return Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8), two(11), two(14), two(17), ms);
}

/** Of another time zone, or long ago. */
function parseAnyInstant(text: string): number {
  const iso = text.replace(' ', 'T');
  const whole = /[+-]\d\d$/.test(iso) ? `${iso}:00` : iso;
  return Date.parse(whole);
}

const instantOid = 1184;
const bigintOid = 20;
const bigintArrayOid = 1016;

const types = new pg.TypeOverrides();
types.setTypeParser(instantOid, parseInstant);
// Counters and milliseconds; none comes near 2^53.
types.setTypeParser(bigintOid, Number);
types.setTypeParser(bigintArrayOid, (text) =>
  text
    .slice(1, -1)
    .split(',')
    .filter((one) => one !== '')
    .map(Number),
);

export interface ConnectionOptions {
  readonly databaseUrl: string;
  /** What the server's views call the connection, after `baton `. */
  readonly role: string;
  /** `SET`s of the session, given at connection. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly statementTimeoutMs?: number;
}

// Our statements go from a few keys to rows, and nothing but look-ups by index is ever right, since the tables may be large. But the planner
// doesn't know how long arrays are, takes a table that was empty a while ago for small, and keeps the plan. So other joins are off, and
// reading a row that isn't wanted is made dear. (Found by a close of 1,000 runs that compared each with each: 1.3 s instead of 30 ms.)
// A queue's table has next to no rows when it is analyzed, however many pages of dead ones a reader's snapshot keeps in it. So what counts is rows:
// pages cost nothing, else one look-up seems as dear as half the index, and the smallest index the best; nor does the depth of an index. Then all
// indexes of an empty table look alike, and those win that have the order that is asked for, but for bitmaps, which have none. (Found beside such a
// reader: a twentieth of the rate. The rules for statements are in ARCHITECTURE.md, and test/emptied-plans.test.ts holds them to it.)
const planner = {
  jit: 'off',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_bitmapscan: 'off',
  random_page_cost: '0',
  seq_page_cost: '0',
  cpu_tuple_cost: '1',
  cpu_index_tuple_cost: '0.5',
  cpu_operator_cost: '0.00001',
};

/** One place for what every connection needs: nothing waits for ever, nobody is blocked by us for long. */
export function connectionConfig(options: ConnectionOptions): pg.ClientConfig {
  const settings = Object.entries({ ...planner, ...options.settings });
  return {
    connectionString: options.databaseUrl,
    application_name: `baton ${options.role}`,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: 5_000,
    statement_timeout: options.statementTimeoutMs ?? 10_000,
    lock_timeout: 2_000,
    idle_in_transaction_session_timeout: 5_000,
    // A server that stops answering (frozen, or cut off without a word) must not hold us for ever.
    query_timeout: (options.statementTimeoutMs ?? 10_000) + 2_000,
    options: settings.map(([name, value]) => `-c ${name}=${value}`).join(' '),
    types,
  };
}

/**
 * A pool whose broken connections are reported and replaced instead of ending the process.
 *
 * @param size how many connections at most; opened when needed, closed after 30 s without use.
 */
export function makePool(options: ConnectionOptions, size: number, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ ...connectionConfig(options), max: size, idleTimeoutMillis: 30_000 });
  pool.on('error', onError);
  // A client that is checked out while its connection breaks emits to itself, not to the pool.
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}
