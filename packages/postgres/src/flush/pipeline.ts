// One connection of its own on which several statements go out before the first answer is back.
import pg from 'pg';
import { TransactionLostError } from '../connection/errors.ts';
import { connectionConfig } from '../connection/pool.ts';
import { statement } from '../connection/statements.ts';
import type { PlannedStatement } from './write-plan.ts';

type Rows = readonly Record<string, unknown>[];

/** `planAnew`: for large batches it pays to tell the planner how long the arrays are. */
export type Control = 'begin' | 'commit' | 'rollback' | typeof planAnew;

export const planAnew = 'set local plan_cache_mode = force_custom_plan';

export interface Pipeline {
  /**
   * Sends all and waits for all; one result for each. Throws what went wrong first. Every statement has a snapshot of its own.
   * Those given as text are sent as they are. A transaction that was begun and not ended goes on with the next `send`, on the same
   * connection or not at all: on another, its statements would count one by one.
   * @throws {TransactionLostError} if that connection is gone
   */
  send(statements: readonly (PlannedStatement | Control)[]): Promise<readonly Rows[]>;
  /** Gives the connection up; the next `send` opens another. */
  drop(): void;
}

// Planned once, without knowing how long the arrays are.
const settings = { plan_cache_mode: 'force_generic_plan' };

// What was planned for an empty table is forgotten before it can hurt.
const replanEveryMs = 1_000;

export function makePipeline(databaseUrl: string, onError: (error: Error) => void): Pipeline {
  let connected: Promise<pg.Client> | null = null;
  let current: pg.Client | null = null;
  let plannedAt = performance.now();
  // Where a transaction is open.
  let within: pg.Client | null = null;

  const drop = (): void => {
    const dropped = connected;
    connected = null;
    dropped?.then((client) => client.end()).catch(() => undefined);
  };

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      ...connectionConfig({ databaseUrl, role: 'flusher', settings }),
      pipeline: true,
    });
    client.on('error', (error) => {
      // What an earlier connection has to say yet is no trouble of this one.
      if (current === client) drop();
      onError(error);
    });
    current = client;
    await client.connect();
    return client;
  };

  return {
    drop,
    async send(statements) {
      connected ??= connect();
      const client = await connected.catch((error: unknown) => {
        connected = null;
        throw error;
      });
      const begins = statements[0] === 'begin';
      const isLost = !begins && within !== null && within !== client;
      if (begins) within = client;
      if (isLost || statements.some(ends)) within = null;
      if (isLost) throw new TransactionLostError();
      if (performance.now() - plannedAt > replanEveryMs) {
        plannedAt = performance.now();
        client.query('discard plans').catch(() => undefined);
      }
      const answers = await Promise.allSettled(sendTogether(client, statements));
      return answers.map((answer) => {
        if (answer.status === 'rejected') throw answer.reason;
        return answer.value.rows as Rows;
      });
    },
  };
}

/** In one packet where it fits, not in one for each statement. */
function sendTogether(
  client: pg.Client,
  statements: readonly (PlannedStatement | Control)[],
): readonly Promise<pg.QueryResult>[] {
  const { stream } = client.connection;
  stream.cork();
  try {
    return statements.map((one) =>
      typeof one === 'string'
        ? client.query(one)
        : client.query({ ...statement(one.statement), values: one.values as unknown[] }),
    );
  } finally {
    stream.uncork();
  }
}

function ends(statement: PlannedStatement | Control): boolean {
  return statement === 'commit' || statement === 'rollback';
}
