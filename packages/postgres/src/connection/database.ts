// Runs statements by name. Every failure that comes from the connection becomes a StorageUnavailableError.
import type pg from 'pg';
import { isConnectionLost, isTransient, StorageUnavailableError } from './errors.ts';
import type { Value } from './pool.ts';
import { statement } from './statements.ts';

export type Row = Record<string, unknown>;

/** What runs statements: the pool, or one connection within a transaction. */
export interface Runs {
  run<R = Row>(name: string, values: readonly Value[]): Promise<readonly R[]>;
}

export interface Database extends Runs {
  /** `work` in one transaction; undone if it throws. Deadlocks and time-outs are tried again, so `work` has no other effects. */
  transaction<T>(work: (tx: Runs) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

// After a deadlock or a lost race for a lock. Each try is a whole transaction.
const maxTries = 4;

export function makeDatabase(pool: pg.Pool): Database {
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (isConnectionLost(error)) throw new StorageUnavailableError(error);
        if (!isTransient(error)) throw error;
        if (tries === maxTries) throw new StorageUnavailableError(error);
        await pause(Math.random() * 20 * tries);
      }
    }
  };
  return {
    run: (name, values) => attempt(() => runOn(pool, name, values)),
    transaction: (work) => attempt(() => inTransaction(pool, work)),
    close: () => pool.end(),
  };
}

export async function runOn<R>(
  target: pg.Pool | pg.ClientBase,
  name: string,
  values: readonly Value[],
): Promise<readonly R[]> {
  const { rows } = await target.query({ ...statement(name), values: values as unknown[] });
  return rows as R[];
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: Runs) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work({ run: (name, values) => runOn(client, name, values) });
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection of unknown state doesn't go back to the pool.
    await client.query('rollback').catch((failed: unknown) => {
      broken = failed instanceof Error ? failed : new Error(String(failed));
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
