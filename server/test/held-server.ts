// A server that works on two calls at once, and whoever is inside can be held up there.
import { testDatabase } from '@baton/postgres/testing';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { ensureBootstrap } from '../bootstrap.ts';
import { startServer, type RunningServer } from '../start-server.ts';

export interface HeldServer {
  /** Made before the first test. */
  readonly server: () => RunningServer;
  /** A connection to its database, for locks. */
  readonly holding: () => pg.Client;
}

/** For the tests of a file; `waiting` calls may wait for a place, for 400 ms. */
export function heldServer(apiKey: string, waiting: number): HeldServer {
  let opened: {
    readonly server: RunningServer;
    readonly holding: pg.Client;
    readonly drop: () => Promise<void>;
  };
  beforeAll(async () => {
    const database = await testDatabase();
    await ensureBootstrap({ databaseUrl: database.url, apiKey });
    const load = { atOnce: 2, waiting, waitMs: 400 };
    const options = { pages: false, throwAway: true, ticks: false, log: () => undefined };
    const server = await startServer({ databaseUrl: database.url, port: 0, load, ...options });
    const holding = new pg.Client({ connectionString: database.url });
    await holding.connect();
    opened = { server, holding, drop: () => database.drop() };
  });
  afterAll(async () => {
    await opened.holding.end();
    await opened.server.close();
    await opened.drop();
  });
  return { server: () => opened.server, holding: () => opened.holding };
}
