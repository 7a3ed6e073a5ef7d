// A connection for one piece of work, outside of any pool.
import pg from 'pg';

/**
 * Connects, works and disconnects.
 *
 * @throws what `work` throws, and the driver's error if the connection can't be made or breaks.
 */
export async function withClient<T>(
  config: pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(config);
  // If it breaks, the next query says so; a break that nobody listens to would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
