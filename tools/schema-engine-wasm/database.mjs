// What the stand-in does to databases itself.
import pg from 'pg';

export function databaseName(url) {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/** The same server, connected to a database that is always there. */
export function adminUrl(url) {
  const admin = new URL(url);
  admin.pathname = '/postgres';
  admin.search = '';
  return admin.href;
}

export async function withClient(url, use) {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

export async function createDatabase(url) {
  const name = databaseName(url);
  await withClient(adminUrl(url), (client) => client.query(`create database ${pg.escapeIdentifier(name)}`));
  return name;
}
