// The connection that listens and notifies.
//
//   connecting  from the start, and after a loss (with growing, jittered pauses). Hints that come meanwhile are kept, merged.
//   listening   after LISTEN. Only then is `onConnected` called: what was missed before may be looked for, nothing is missed after.
//   closed
import pg from 'pg';
import { pause } from '../connection/database.ts';
import { connectionConfig } from '../connection/pool.ts';
import { statement } from '../connection/statements.ts';

export interface Channel {
  /** Texts under 8,000 bytes. Lost if the connection is down: hints are never relied on. */
  send(texts: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface ChannelOptions {
  readonly databaseUrl: string;
  readonly onText: (text: string) => void;
  /** With the queues that somebody may wait on. */
  readonly onConnected: (queues: readonly string[]) => void;
  readonly onError: (error: Error) => void;
}

const name = 'baton';
const firstWaitMs = 50;
const longestWaitMs = 5_000;

export function openChannel({ databaseUrl, onText, onConnected, onError }: ChannelOptions): Channel {
  let client: pg.Client | null = null;
  let closed = false;
  let connecting: Promise<void> | null = null;

  const lost = (): void => {
    client = null;
    if (!closed) connecting ??= reconnect();
  };

  const connect = async (): Promise<void> => {
    const next = new pg.Client(connectionConfig({ databaseUrl, role: 'hints' }));
    next.on('error', onError);
    next.on('end', () => {
      if (client === next) lost();
    });
    next.on('notification', ({ payload }) => onText(payload ?? ''));
    await next.connect();
    await next.query(`listen ${name}`);
    const { rows } = await next.query<{ name: string }>({ ...statement('listened-queues') });
    if (closed) {
      await next.end();
      return;
    }
    client = next;
    onConnected(rows.map((row) => row.name));
  };

  const reconnect = async (): Promise<void> => {
    for (let waitMs = firstWaitMs; !closed && client === null; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      try {
        await connect();
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)));
        await pause(waitMs * (0.5 + Math.random() / 2));
      }
    }
    connecting = null;
  };

  connecting = reconnect();
  return {
    async send(texts) {
      await client?.query({ ...statement('notify'), values: [name, texts] });
    },
    async close() {
      closed = true;
      const last = client;
      client = null;
      await last?.end();
    },
  };
}
