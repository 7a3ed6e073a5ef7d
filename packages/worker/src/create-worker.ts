import { randomBytes } from 'node:crypto';
import { parseDesign, toMs, ValidationError, type Duration } from '@baton/core';
import { createTokenSigner, type Storage, type TokenKeys } from '@baton/engine';
import {
  createPostgresStorage,
  readTokenKeys,
  StorageUnavailableError,
  type PostgresStorage,
} from '@baton/postgres';
import { withBuiltins } from './builtin/builtin-activities.ts';
import { hostPeers, noPeers } from './lease/host-peers.ts';
import { persist } from './loops/persist.ts';
import { consoleLog, type Log } from './log.ts';
import { nodeMachine, type Machine } from './machine.ts';
import { settingsOf, type CommonOptions, type ReadDesign } from './settings.ts';
import { workerOf, type Worker } from './worker.ts';
import type { AttemptTokens } from './worker-storage.ts';

export interface WorkerOptions extends CommonOptions {
  /** The database, migrated. Default: `DATABASE_URL` of the environment. */
  readonly databaseUrl?: string;
  /** The data doesn't matter: takes a server that may lose what it acknowledged (`fsync = off`). For tests only. */
  readonly throwAway?: boolean;
  /** Instead of a database: a storage that is the caller's to close. */
  readonly storage?: Storage;
  /** What tokens are signed with. Default: the deployment's key, kept in the database. */
  readonly tokenKeys?: TokenKeys;
  /** How long the tokens that its activities hand out are valid. Default: until the activity is closed. */
  readonly tokenLifetime?: Duration;
}

/** Nothing else keeps the process alive while it waits for its database. */
const patientMachine: Pick<Machine, 'after' | 'random'> = {
  random: () => Math.random(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/** How long it waits for a database that isn't there yet. */
const PATIENCE_MS = 30_000;

/**
 * A worker, ready to `run()`. It runs workflows (also drawn ones, if it has a database), activities, and hosts sessions.
 *
 * @throws {ValidationError} which names the option. @throws {StorageUnavailableError} if the database can't be reached for 30 s.
 */
export async function createWorker(options: WorkerOptions): Promise<Worker> {
  const { storage, tokenKeys = keysOfThisProcess() } = options;
  if (storage === undefined) return onDatabase(options, databaseUrlOf(options));
  const tokens = tokensFor(options, tokenKeys);
  return workerOf(
    settingsOf(options, { storage, engine: storage, tokens, peers: noPeers, machine: nodeMachine }),
  );
}

async function onDatabase(options: WorkerOptions, databaseUrl: string): Promise<Worker> {
  const log = options.log ?? consoleLog(false);
  const storage = await openDatabase(databaseUrl, options.throwAway ?? false, log);
  try {
    const tokens = tokensFor(options, options.tokenKeys ?? (await readTokenKeys(databaseUrl)));
    const designs = options.designs ?? designsIn(storage);
    const activities = withBuiltins(options.activities ?? []);
    const settings = settingsOf(
      { ...options, log, designs, activities },
      { storage, engine: storage, tokens, peers: hostPeers(databaseUrl), machine: nodeMachine },
    );
    return closing(workerOf(settings), storage);
  } catch (error) {
    await storage.close();
    throw error;
  }
}

function databaseUrlOf({ databaseUrl = process.env['DATABASE_URL'] ?? '' }: WorkerOptions): string {
  if (databaseUrl !== '') return databaseUrl;
  throw new ValidationError('give the URL of the database, or set DATABASE_URL', 'databaseUrl');
}

async function openDatabase(databaseUrl: string, throwAway: boolean, log: Log): Promise<PostgresStorage> {
  const giveUpAtMs = performance.now() + PATIENCE_MS;
  let failure: unknown;
  const opened = await persist(
    async () => {
      try {
        const onError = (error: Error): void =>
          log({ level: 'warn', message: 'The database connection', error });
        return await createPostgresStorage({ databaseUrl, throwAway, onError });
      } catch (error) {
        failure = error;
        throw error;
      }
    },
    () => !(failure instanceof StorageUnavailableError) || performance.now() > giveUpAtMs,
    patientMachine,
  );
  if (opened === null) throw failure;
  return opened;
}

function designsIn(storage: PostgresStorage): ReadDesign {
  return async (ref) => {
    const text = await storage.readDesign(ref);
    return text === null ? null : (parseDesign(JSON.parse(text)).design ?? null);
  };
}

/** The storage that was opened for the worker ends with it. */
function closing(worker: Worker, storage: Storage): Worker {
  let ended: Promise<void> | null = null;
  const run = (): Promise<void> => (ended ??= worker.run().finally(() => storage.close()));
  return {
    ...worker,
    run,
    shutdown: async (options) => {
      await worker.shutdown(options);
      await (ended ?? storage.close());
    },
  };
}

function tokensFor({ tokenLifetime }: WorkerOptions, keys: TokenKeys): AttemptTokens {
  const signer = createTokenSigner(keys);
  if (tokenLifetime === undefined) return signer;
  const lifetimeMs = toMs(tokenLifetime, 'tokenLifetime');
  if (lifetimeMs <= 0) throw new ValidationError('a token has to live for a while', 'tokenLifetime');
  const expiring = () => ({ expiresAtMs: Date.now() + lifetimeMs });
  return {
    activityToken: (of) => signer.activityToken(of, expiring()),
    attemptToken: (of) => signer.attemptToken(of, expiring()),
  };
}

/** For tokens that nobody else has to read. */
function keysOfThisProcess(): TokenKeys {
  return { current: { id: 'p1', secret: randomBytes(32) } };
}
