// Counts what this process sends to Postgres, whoever sends it.
import pg from 'pg';

/** Statements sent so far; `begin` and `commit` count. */
export function countStatements(): () => number {
  let sent = 0;
  // The client is patched, since the benchmark must not need anything of the code that it measures.
  const prototype = pg.Client.prototype as { query: (...args: never[]) => unknown };
  const { query } = prototype;
  prototype.query = function counted(this: unknown, ...args: never[]) {
    sent += 1;
    return query.apply(this, args);
  };
  return () => sent;
}
