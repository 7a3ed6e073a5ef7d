// One connection of its own on which several statements go out before the first answer is back.
import pg from 'pg';
import { connectionConfig } from '../connection/pool.ts';
import { statement } from '../connection/statements.ts';
import type { PlannedStatement } from './write-plan.ts';

type Rows = readonly Record<string, unknown>[];

export interface Pipeline {
  /**
   * Sends all and waits for all; one result for each. Throws what went wrong first. Every statement has a snapshot of its own.
   * `begin`, `commit` and `rollback` are statements like others.
   */
  send(statements: readonly (PlannedStatement | 'begin' | 'commit' | 'rollback')[]): Promise<readonly Rows[]>;
  /** Gives the connection up; the next `send` opens another. */
  drop(): void;
}

// Every statement here goes from the arrays to rows by key. The planner can't know how long the arrays are, and a table that was small when
// it was analysed may have grown since; so it is told to use nothing but index look-ups, and to plan once.
const settings = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
};

export function makePipeline(databaseUrl: string, onError: (error: Error) => void): Pipeline {
  let connected: Promise<pg.Client> | null = null;

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
      drop();
      onError(error);
    });
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
      const answers = await Promise.allSettled(
        statements.map((one) =>
          typeof one === 'string'
            ? client.query(one)
            : client.query({ ...statement(one.statement), values: one.values as unknown[] }),
        ),
      );
      return answers.map((answer) => {
        if (answer.status === 'rejected') throw answer.reason;
        return answer.value.rows as Rows;
      });
    },
  };
}
