// What a call hears that is refused unheard: as any other error, but made beforehand, since a server that has too much to do refuses more calls
// than it answers.
import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { errorCodes } from '../errors.ts';
import { errorBody, inertHeaders, isShort } from './exchange.ts';
import { overloaded, RETRY_AFTER_S } from './gate.ts';
import { type HeaderOptions, type Headers, securityHeaders } from './security-headers.ts';

export interface Refusal {
  readonly status: number;
  /** Without those that differ: the length and the id of the request. */
  readonly headers: Headers;
  readonly bodyOf: (requestId: string) => string;
}

const PLACE = randomUUID();

export function makeRefusal(options: HeaderOptions): Refusal {
  const error = overloaded();
  // The same text for each, but for the id of the request in it.
  const [before = '', after = ''] = JSON.stringify(errorBody(error, null, PLACE)).split(PLACE);
  return {
    status: errorCodes[error.code].http,
    headers: [...securityHeaders(options), ['retry-after', String(RETRY_AFTER_S)], ...inertHeaders],
    bodyOf: (requestId) => before + requestId + after,
  };
}

/** Answers a request of which nothing was read. */
export function refuse(
  { status, headers, bodyOf }: Refusal,
  req: IncomingMessage,
  res: ServerResponse,
): void {
  const requestId = randomUUID();
  const body = bodyOf(requestId);
  const all = headers.flat();
  all.push('x-request-id', requestId, 'content-length', String(body.length));
  if (!req.complete && !isShort(req)) all.push('connection', 'close');
  res.writeHead(status, all);
  res.end(req.method === 'HEAD' ? undefined : body);
}

/** The whole answer as it is sent, on a connection that stays open. */
export function makeRawRefusal({ status, headers, bodyOf }: Refusal, keepAliveMs: number): () => string {
  const lines = [
    ...headers.map(([name, value]) => `${name}: ${value}`),
    'connection: keep-alive',
    `keep-alive: timeout=${Math.floor(keepAliveMs / 1_000)}`,
    `content-length: ${bodyOf(PLACE).length}`,
  ];
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n`;
  return () => {
    const requestId = randomUUID();
    return `${head}date: ${httpDate()}\r\nx-request-id: ${requestId}\r\n\r\n${bodyOf(requestId)}`;
  };
}

let second = 0;
let dateText = '';

function httpDate(): string {
  const now = Math.floor(Date.now() / 1_000);
  if (now !== second) {
    second = now;
    dateText = new Date(now * 1_000).toUTCString();
  }
  return dateText;
}
