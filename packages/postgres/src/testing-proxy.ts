// A way to a server that fails as networks do: answers are lost, nothing moves any more, connections break.
import net from 'node:net';

export interface Proxy {
  /** The server's address through the proxy. */
  readonly url: string;
  /** From now on answers are dropped: what is sent arrives and takes effect, but nobody hears of it. `restore` then cuts these connections. */
  mute(): void;
  restore(): void;
  /** Nothing moves, in neither direction, and nothing closes, until `resume`. */
  stall(): void;
  resume(): void;
  /** Breaks what is open; new connections are let through. */
  cut(): void;
  /** Breaks the connection on which the next answer with this text comes, instead of letting it through. */
  cutAnswer(text: string): void;
  close(): Promise<void>;
}

/** For a server whose address has a host and a port: a database, or one that speaks HTTP. */
export async function startProxy(address: string): Promise<Proxy> {
  const target = new URL(address);
  const sockets = new Set<net.Socket>();
  let muted = false;
  let stalled = false;
  let unwanted: string | null = null;
  const server = net.createServer((near) => {
    const far = net.connect(Number(target.port), target.hostname);
    near.on('data', (data) => far.write(data));
    far.on('data', (data: Buffer) => {
      if (unwanted !== null && data.includes(unwanted)) {
        unwanted = null;
        near.destroy();
      } else if (!muted) near.write(data);
    });
    const end = (): void => {
      for (const socket of [near, far]) {
        socket.destroy();
        sockets.delete(socket);
      }
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', end).on('error', end);
      if (stalled) socket.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(address);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as net.AddressInfo).port);
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    mute: () => {
      muted = true;
    },
    restore: () => {
      muted = false;
      cut();
    },
    stall: () => {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    resume: () => {
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
    cut,
    cutAnswer: (text) => void (unwanted = text),
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
