// Counts what this process sends to Postgres by the name of the statement (the name of its file), whoever sends it.
import pg from 'pg';

export interface StatementCounts {
  readonly total: () => number;
  /** The names sent since the call before, most frequent first; statements without a name (`begin`, `commit`) under their text. */
  readonly take: () => readonly (readonly [name: string, sent: number])[];
}

export function countByName(): StatementCounts {
  let total = 0;
  let names = new Map<string, number>();
  // The client is patched, since a benchmark must not need anything of the code that it measures.
  const prototype = pg.Client.prototype as { query: (...args: never[]) => unknown };
  const { query } = prototype;
  prototype.query = function counted(this: unknown, ...args: never[]) {
    total += 1;
    const name = nameOf(args[0]);
    names.set(name, (names.get(name) ?? 0) + 1);
    return query.apply(this, args);
  };
  return {
    total: () => total,
    take: () => {
      const taken = [...names].sort(([, a], [, b]) => b - a);
      names = new Map();
      return taken;
    },
  };
}

function nameOf(sent: unknown): string {
  if (typeof sent === 'string') return sent;
  const { name, text = '' } = sent as { readonly name?: string; readonly text?: string };
  return name ?? text.slice(0, 40);
}
