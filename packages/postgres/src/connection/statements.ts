// The statements, a file each, read once. Each is prepared under its file's name on first use of a connection.
import fs from 'node:fs';

export interface Statement {
  readonly name: string;
  readonly text: string;
}

const folder = new URL('../sql/', import.meta.url);

function load(): ReadonlyMap<string, Statement> {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.sql'));
  return new Map(
    files.map((file) => {
      const name = file.slice(0, -'.sql'.length);
      return [name, { name, text: fs.readFileSync(new URL(file, folder), 'utf8') }];
    }),
  );
}

const statements = load();

/** The statement in `sql/<name>.sql`. @throws {TypeError} if there is none. */
export function statement(name: string): Statement {
  const found = statements.get(name);
  if (found === undefined) throw new TypeError(`No statement sql/${name}.sql`);
  return found;
}
