// A proxy before the database that can lose answers: what is sent arrives and takes effect, but nobody hears of it.
import net from 'node:net';

export interface Proxy {
  /** The database's address through the proxy. */
  readonly url: string;
  /** From now on answers are dropped; `restore` then cuts these connections. */
  mute(): void;
  restore(): void;
  close(): Promise<void>;
}

export async function startProxy(databaseUrl: string): Promise<Proxy> {
  const target = new URL(databaseUrl);
  const pairs = new Set<{ readonly from: net.Socket; readonly to: net.Socket }>();
  let muted = false;
  const server = net.createServer((from) => {
    const to = net.connect(Number(target.port), target.hostname);
    const pair = { from, to };
    pairs.add(pair);
    from.on('data', (data) => to.write(data));
    to.on('data', (data) => {
      if (!muted) from.write(data);
    });
    const end = (): void => {
      from.destroy();
      to.destroy();
      pairs.delete(pair);
    };
    for (const socket of [from, to]) socket.on('close', end).on('error', end);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.port = String((server.address() as net.AddressInfo).port);
  const cutAll = (): void => {
    for (const { from, to } of pairs) {
      from.destroy();
      to.destroy();
    }
  };
  return {
    url: url.href,
    mute: () => {
      muted = true;
    },
    restore: () => {
      muted = false;
      cutAll();
    },
    async close() {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
