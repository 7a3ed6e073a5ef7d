// The web process alone, for a database and workers that run elsewhere: `node --import tsx server/main.ts [--dev]`.
// `npm start` (tools/studio.ts) starts database, web and worker together instead.
import { ensureBootstrap } from './bootstrap.ts';
import { startServer } from './start-server.ts';

const given = (name: string): string | undefined =>
  process.env[name] === '' ? undefined : process.env[name];

const databaseUrl = given('DATABASE_URL');
if (databaseUrl === undefined) {
  process.stderr.write('Set DATABASE_URL to a migrated PostgreSQL database.\n');
  process.exit(1);
}
const [publicUrl, adminEmail, adminPassword, apiKey] = [
  given('BATON_PUBLIC_URL'),
  given('BATON_ADMIN_EMAIL'),
  given('BATON_ADMIN_PASSWORD'),
  given('BATON_BOOTSTRAP_API_KEY'),
];

const { setupPath } = await ensureBootstrap({
  databaseUrl,
  ...(adminEmail === undefined ? {} : { adminEmail }),
  ...(adminPassword === undefined ? {} : { adminPassword }),
  ...(apiKey === undefined ? {} : { apiKey }),
});
const server = await startServer({
  databaseUrl,
  port: Number(given('PORT') ?? 3000),
  host: given('BATON_HOST') ?? '127.0.0.1',
  trustProxy: given('BATON_TRUST_PROXY') === 'true',
  dev: process.argv.includes('--dev'),
  ...(publicUrl === undefined ? {} : { publicUrl }),
});
process.stdout.write(`${publicUrl ?? server.url}${setupPath ?? ''}\n`);

const stop = (): void => {
  void server.close().then(() => process.exit(0));
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
