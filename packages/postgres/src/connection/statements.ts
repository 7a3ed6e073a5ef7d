// The statements, a file each, read once. Each is prepared under its file's name on first use of a connection. What several of them share is
// a fragment, put in where they say `-- include: <its name>`, so that a rule stands in one place.
import fs from 'node:fs';

export interface Statement {
  readonly name: string;
  readonly text: string;
}

const folders = {
  statements: new URL('../sql/', import.meta.url),
  fragments: new URL('../sql-fragments/', import.meta.url),
};
const ending = '.sql';

function textsIn(folder: URL): ReadonlyMap<string, string> {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith(ending));
  return new Map(
    files.map((file) => [
      file.slice(0, -ending.length),
      fs.readFileSync(new URL(file, folder), 'utf8').trimEnd(),
    ]),
  );
}

const fragments = textsIn(folders.fragments);

function composed(text: string): string {
  return text.replaceAll(/^-- include: (\S+)$/gm, (_, name: string) => {
    const fragment = fragments.get(name);
    if (fragment === undefined) throw new TypeError(`No fragment sql-fragments/${name}.sql`);
    return composed(fragment);
  });
}

/** All of them, by name, as they are sent. */
export const statements: ReadonlyMap<string, Statement> = new Map(
  [...textsIn(folders.statements)].map(([name, text]) => [name, { name, text: composed(text) }]),
);

/** The statement in `sql/<name>.sql`. @throws {TypeError} if there is none. */
export function statement(name: string): Statement {
  const found = statements.get(name);
  if (found === undefined) throw new TypeError(`No statement sql/${name}.sql`);
  return found;
}
