// Counts what this process sends to Postgres, whoever sends it.
import pg from 'pg';

interface AnyClient {
  readonly query: (text: string) => Promise<unknown>;
  readonly once: (event: 'end', listener: () => void) => unknown;
}

export interface StatementCount {
  /** Statements sent so far; `begin` and `commit` count. */
  (): number;
  /** How often each was sent, by its name (that of its file) or its text. */
  readonly byName: () => ReadonlyMap<string, number>;
  /** Makes the server's statistics of all open connections of this process complete: it gathers them up to ten seconds late otherwise. */
  readonly settle: () => Promise<void>;
}

/** @param driver The `pg` to watch, if it isn't our own: a peer brings one along. */
export function countStatements(driver: Pick<typeof pg, 'Client'> = pg): StatementCount {
  let sent = 0;
  const names = new Map<string, number>();
  const open = new Set<AnyClient>();
  // The client is patched, since the benchmark must not need anything of the code that it measures.
  const prototype = driver.Client.prototype as { query: (...args: never[]) => unknown };
  const { query } = prototype;
  prototype.query = function counted(this: AnyClient, ...args: never[]) {
    sent += 1;
    const name = nameOf(args[0]);
    names.set(name, (names.get(name) ?? 0) + 1);
    if (!open.has(this)) {
      open.add(this);
      this.once('end', () => open.delete(this));
    }
    return query.apply(this, args);
  };
  const settle = async (): Promise<void> => {
    await Promise.all([...open].map((client) => query.call(client, settling as never)));
  };
  return Object.assign(() => sent, { settle, byName: () => new Map(names) });
}

const settling = 'select pg_stat_force_next_flush()';

function nameOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  const { name, text = '' } = statement as { readonly name?: string; readonly text?: string };
  return name ?? text;
}
