// The settings of `npm start`, from environment and arguments. docs/operating.md lists them for people.
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import type { BootstrapOptions } from '../../server/bootstrap.ts';
import type { ServerOptions } from '../../server/start-server.ts';

export interface Settings {
  /** Null: the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly server: Omit<ServerOptions, 'databaseUrl'>;
  readonly bootstrap: Omit<BootstrapOptions, 'databaseUrl'>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {RangeError} that names the setting which can't be used. */
export function readSettings(env: Environment, args: readonly string[], root: string): Settings {
  const given = (name: string): string | null => {
    const value = env[name];
    return value === undefined || value === '' ? null : value;
  };
  const publicUrl = given('BATON_PUBLIC_URL');
  const adminEmail = given('BATON_ADMIN_EMAIL');
  const adminPassword = given('BATON_ADMIN_PASSWORD');
  const apiKey = given('BATON_BOOTSTRAP_API_KEY');
  return {
    databaseUrl: checkUrl('DATABASE_URL', given('DATABASE_URL')),
    dataDir: path.resolve(given('BATON_DATA_DIR') ?? defaultDataDir(root)),
    server: {
      port: checkPort(given('PORT') ?? '3000'),
      host: given('BATON_HOST') ?? '127.0.0.1',
      trustProxy: given('BATON_TRUST_PROXY') === 'true',
      dev: args.includes('--dev'),
      ...(publicUrl !== null && { publicUrl: checkUrl('BATON_PUBLIC_URL', publicUrl) ?? publicUrl }),
    },
    bootstrap: {
      ...(adminEmail !== null && { adminEmail }),
      ...(adminPassword !== null && { adminPassword }),
      ...(apiKey !== null && { apiKey }),
    },
  };
}

function checkPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new RangeError(`PORT must be a number from 0 to 65535, not "${text}".`);
}

function checkUrl(name: string, text: string | null): string | null {
  if (text === null || URL.canParse(text)) return text;
  throw new RangeError(`${name} is not a URL.`);
}

/**
 * Beside the code; but as root PostgreSQL runs under another account, which can't reach a folder below a private home.
 */
function defaultDataDir(root: string): string {
  const beside = path.join(root, '.data');
  if (process.getuid?.() !== 0 || isReachableByAll(root)) return beside;
  accessSync('/var/lib', constants.W_OK);
  return '/var/lib/baton';
}

function isReachableByAll(dir: string): boolean {
  for (let at = dir; ; at = path.dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}
