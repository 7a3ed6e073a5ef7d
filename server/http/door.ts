// Where there is too much to do, most calls are refused, and to read one by Node's parser, only to refuse it, takes three times as long as to find
// its end and to answer. So a call that comes whole, on a connection that is free, is answered here, if the gate would refuse it.
//
// A connection: new or free → (a whole request was given to Node) busy → (Node has answered it) free. Anything unusual gives it to Node for good:
// what comes in pieces or with others, or has a head that another reader could take for something else. The first request is always given to Node,
// which waits for one, and hangs up if none comes.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The answer to a call of which only the address is known, ASCII; `null`: it is to be heard. */
export type AnswerUnheard = (target: string) => string | null;

/** Of a server that listens: holds for connections that come from now on. */
export function guardDoor(server: Server, answerUnheard: AnswerUnheard): void {
  const connections = new WeakMap<Socket, Connection>();
  server.on('connection', (socket: Socket) => {
    const [read, ...others] = socket.listeners('data');
    // Node's own, which gives its parser what comes. Should it read in another way some day, it is left alone.
    if (read === undefined || others.length > 0) return;
    connections.set(socket, new Connection(socket, read, answerUnheard));
  });
  server.on('request', (req, res) => connections.get(req.socket)?.begun(req, res));
}

type Listener = ReturnType<Socket['listeners']>[number];

class Connection {
  readonly #socket: Socket;
  readonly #toNode: (chunk: Buffer) => void;
  readonly #answerUnheard: AnswerUnheard;
  readonly #onData = (chunk: Buffer): void => this.#read(chunk);
  #state: 'new' | 'free' | 'busy' = 'new';

  constructor(socket: Socket, toNode: Listener, answer: AnswerUnheard) {
    this.#socket = socket;
    this.#toNode = toNode as (chunk: Buffer) => void;
    this.#answerUnheard = answer;
    socket.off('data', this.#toNode);
    socket.on('data', this.#onData);
  }

  /** Node has read the request. */
  begun(req: IncomingMessage, res: ServerResponse): void {
    res.once('close', () => {
      if (this.#state === 'busy' && req.complete && res.writableFinished) this.#state = 'free';
    });
  }

  #read(chunk: Buffer): void {
    const target = this.#state === 'busy' || this.#socket.writableLength > 0 ? null : targetOf(chunk);
    if (target === null) {
      this.#socket.off('data', this.#onData);
      this.#socket.on('data', this.#toNode);
    }
    const answer = target === null || this.#state === 'new' ? null : this.#answerUnheard(target);
    if (answer !== null) {
      this.#socket.write(answer, 'latin1');
      return;
    }
    this.#state = 'busy';
    this.#toNode.call(this.#socket, chunk);
  }
}

/** Longer requests are not worth a look. */
const LOOK_AT_BYTES = 4_096;
const START = /^(?:GET|POST) (\/[!-~]*) HTTP\/1\.1\r\n/;
/** Lines that don't end as they must, or go on in the next; what says something about the connection or the body; streams. */
const UNUSUAL =
  /(?<!\r)\n|\r(?!\n)|\0|\r\n[ \t]|\r\n(?:transfer-encoding|te|trailer|expect|upgrade|connection(?!: keep-alive\r\n))|text\/event-stream/i;
const LENGTHS = /\r\ncontent-length[^\r]*/gi;
const LENGTH = /^\r\ncontent-length: (\d{1,4})$/i;

/** Where a request goes to that is whole and plain, and alone in what has come; else `null`. */
function targetOf(chunk: Buffer): string | null {
  if (chunk.length > LOOK_AT_BYTES) return null;
  const headBytes = chunk.indexOf('\r\n\r\n') + 4;
  if (headBytes < 4) return null;
  const head = chunk.toString('latin1', 0, headBytes - 2);
  const target = START.exec(head)?.[1];
  if (target === undefined || UNUSUAL.test(head)) return null;
  return bodyBytes(head) === chunk.length - headBytes ? target : null;
}

/** `null`: nobody knows for certain. */
function bodyBytes(head: string): number | null {
  const lengths = head.match(LENGTHS) ?? [];
  if (lengths.length === 0) return 0;
  const found = lengths.length === 1 ? LENGTH.exec(lengths[0]) : null;
  return found === null ? null : Number(found[1]);
}
