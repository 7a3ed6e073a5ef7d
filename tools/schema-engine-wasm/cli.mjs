// The commands which Prisma gives on the command line instead of by JSON-RPC.
import { createDatabase, databaseName, withClient } from './database.mjs';

export function option(argv, name) {
  const at = argv.indexOf(name);
  return at < 0 ? undefined : argv[at + 1];
}

export function datasourceUrl(argv) {
  const datasource = JSON.parse(option(argv, '--datasource') ?? '{}');
  return datasource.url ?? datasource.datasource_url ?? process.env.DATABASE_URL;
}

/** Answers whether this was such a command. */
export async function handleCli(argv) {
  const creates = argv.includes('create-database');
  if (!creates && argv[0] !== 'cli' && !argv.includes('can-connect-to-database')) return false;
  const url = datasourceUrl(argv);
  process.stderr.write('Starting\n'); // Prisma drops the first line.
  try {
    if (creates) await createIfMissing(url);
    else await withClient(url, async () => undefined);
    log('INFO', {
      message: creates ? `Successfully created database \`${databaseName(url)}\`` : 'Connection successful',
    });
  } catch (error) {
    const missing = error.code === '3D000';
    log('ERROR', {
      message: error.message,
      is_panic: false,
      error_code: missing ? 'P1003' : 'P1001',
      meta: { database_name: databaseName(url) },
    });
    process.exitCode = 1;
  }
  return true;
}

async function createIfMissing(url) {
  try {
    await createDatabase(url);
  } catch (error) {
    if (error.code !== '42P04') throw error;
  }
}

function log(level, fields) {
  const line = { timestamp: new Date().toISOString(), level, fields, target: 'schema_engine::logger' };
  process.stderr.write(JSON.stringify(line) + '\n');
}
