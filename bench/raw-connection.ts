// One connection to a server of HTTP/1.1, one call at a time: bytes made beforehand, and of the answer its status and its end. A call costs a
// fifth of what it costs Node's own client, so that a server which shares the machine with its load is measured, and not the load.
import net from 'node:net';

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** The status of an answer; 0: the connection broke before it had come. */
export type Heard = (status: number) => void;

const READ_BYTES = 65_536;
/** Answers are looked at where they were read, one connection after the other. */
const shared = Buffer.allocUnsafe(READ_BYTES);

export class RawConnection {
  readonly #socket: net.Socket;
  readonly #closed: (connection: RawConnection) => void;
  #heard: Heard | null = null;
  /** What came before, of an answer that comes in pieces. */
  #begun: string | null = null;

  private constructor(target: Target, opened: () => void, closed: (connection: RawConnection) => void) {
    this.#closed = closed;
    const onread = { buffer: shared, callback: (bytes: number) => this.#read(bytes) };
    this.#socket = net.connect({ ...target, onread, noDelay: true });
    this.#socket.once('connect', opened);
    // What broke is told by `close`, which follows.
    this.#socket.on('error', () => undefined);
    this.#socket.once('close', () => this.#end());
  }

  /** `closed` is told once, when it can't be used any more. @throws {Error} if there was nobody. */
  static open(target: Target, closed: (connection: RawConnection) => void): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const connection: RawConnection = new RawConnection(
        target,
        () => resolve(connection),
        (one) => {
          reject(new Error(`No connection to ${target.host}:${target.port}`));
          closed(one);
        },
      );
    });
  }

  /** The whole request, ASCII. One at a time. */
  send(request: string, heard: Heard): void {
    this.#heard = heard;
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(bytes: number): boolean {
    const text = (this.#begun ?? '') + shared.toString('latin1', 0, bytes);
    const length = lengthOf(text);
    if (length === null || text.length < length) {
      this.#begun = text;
      return true;
    }
    this.#begun = null;
    this.#tell(Number(text.slice(9, 12)));
    return true;
  }

  #tell(status: number): void {
    const heard = this.#heard;
    this.#heard = null;
    heard?.(status);
  }

  #end(): void {
    this.#closed(this);
    this.#tell(0);
  }
}

/** Head and body together; `null`: not known yet. @throws {Error} if an answer doesn't say how long it is. */
function lengthOf(text: string): number | null {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return null;
  const found = /\r\ncontent-length: *(\d+)/i.exec(text);
  if (found === null || found.index > head) throw new Error(`No length: ${text.slice(0, head)}`);
  return head + 4 + Number(found[1]);
}
