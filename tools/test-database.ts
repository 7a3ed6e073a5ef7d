// A throw-away PostgreSQL for the tests: prints its address, and stops when its standard input ends (also when its parent dies).
import { startEmbedded } from '@baton/postgres';

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('Usage: test-database.ts <data folder>');

const server = await startEmbedded({ dataDir, fast: true });
process.stdout.write(`${server.url}\n`);
process.stdin.resume();
process.stdin.on('end', () => {
  void server.stop().then(() => process.exit(0));
});
