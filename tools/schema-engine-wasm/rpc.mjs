// JSON-RPC on stdio, a line a message, as the Prisma CLI speaks it to its schema engine.
import fs from 'node:fs';
import readline from 'node:readline';
import { migrationAdapter } from './adapter.mjs';
import { datasourceUrl } from './cli.mjs';
import { adminUrl, createDatabase, withClient } from './database.mjs';
import { emptySchema, makeEngine, noFilters } from './engine.mjs';

export function serve(argv) {
  const printing = makePrinter();
  const methods = makeMethods(argv, printing.print);
  let pending = 0;
  let ended = false;
  const exitWhenDone = () => {
    if (ended && pending === 0) process.exit(0);
  };
  readline
    .createInterface({ input: process.stdin })
    .on('line', async (line) => {
      const message = line.trim() === '' ? {} : JSON.parse(line);
      if (!message.method) return printing.printed(message.id);
      pending++;
      send(await answer(methods, message));
      pending--;
      exitWhenDone();
    })
    .on('close', () => {
      ended = true;
      exitWhenDone();
    });
}

async function answer(methods, { id, method, params = {} }) {
  try {
    const result = await (methods[method] ? methods[method](params) : methods.other(method, params));
    return { jsonrpc: '2.0', id, result: result ?? {} };
  } catch (error) {
    const data = {
      is_panic: false,
      message: error.message,
      error_code: error.code ?? null,
      meta: null,
      error: null,
    };
    return {
      jsonrpc: '2.0',
      id,
      error: { code: 4466, message: 'An error happened. Check the data field for details.', data },
    };
  }
}

function makeMethods(argv, print) {
  const url = datasourceUrl(argv);
  const datamodels = argv
    .filter((_, at) => argv[at - 1] === '--datamodels')
    .map((file) => ({ path: file, content: fs.readFileSync(file, 'utf8') }));
  let made;
  const engine = () =>
    (made ??= makeEngine(migrationAdapter(url), datamodels.length > 0 ? datamodels : emptySchema));
  return {
    // The engine refuses its own shadow database here; diff() takes one from the adapter and gives the same SQL.
    async createMigration({ migrationsList, migrationName, schema, draft, filters }) {
      const from =
        migrationsList.migrationDirectories.length > 0
          ? { tag: 'migrations', ...migrationsList }
          : { tag: 'empty' };
      const to = { tag: 'schemaDatamodel', ...schema };
      const diff = await (
        await engine()
      ).diff({
        from,
        to,
        script: true,
        exitCode: true,
        filters: filters ?? noFilters,
        shadowDatabaseUrl: null,
      });
      return {
        connectorType: 'postgresql',
        extension: 'sql',
        generatedMigrationName: migrationDirName(migrationName),
        migrationScript: diff.exitCode === 2 || draft ? diff.stdout : null,
      };
    },
    async diff(params) {
      const needsDatabase = [params.from, params.to].some((side) => side.tag === 'schemaDatasource');
      const differ = await (needsDatabase
        ? engine()
        : makeEngine(migrationAdapter(adminUrl(url)), emptySchema));
      const defaults = { shadowDatabaseUrl: null, exitCode: null, filters: noFilters };
      const diff = await differ.diff({ ...defaults, ...params });
      if (diff.stdout) await print(diff.stdout);
      return { exitCode: diff.exitCode, stdout: null };
    },
    async getDatabaseVersion() {
      return (await engine()).version(null);
    },
    async createDatabase() {
      return { databaseName: await createDatabase(url) };
    },
    async ensureConnectionValidity() {
      await withClient(url, async () => undefined);
    },
    async other(method, params) {
      return (await engine())[method]({ filters: noFilters, ...params });
    },
  };
}

function migrationDirName(name) {
  const at = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  return name ? `${at}_${name.toLowerCase().replace(/\W+/g, '_')}` : at;
}

// The CLI prints for the engine, and says when it has.
function makePrinter() {
  const waiting = new Map();
  return {
    print: (content) =>
      new Promise((resolve) => {
        const id = `print-${waiting.size}-${process.hrtime.bigint()}`;
        waiting.set(id, resolve);
        send({ jsonrpc: '2.0', id, method: 'print', params: { content } });
      }),
    printed(id) {
      waiting.get(id)?.();
      waiting.delete(id);
    },
  };
}

function send(message) {
  process.stdout.write(JSON.stringify(message) + '\n');
}
