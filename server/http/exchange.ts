// A request on its way: what the edge has found out about it, and how it is answered.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, errorCodes, errorData, toApiError } from '../errors.ts';
import type { Ending } from './ending.ts';
import { INERT_POLICY } from './security-headers.ts';

export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly ending: Ending;
  readonly url: URL;
  readonly requestId: string;
  /** Of the client; that of the proxy in front only if proxies aren't trusted. */
  readonly ip: string;
  /** Our own origin, as the browser sees it. */
  readonly origin: string;
}

/** Of JSON that no browser will show as a page, and no cache will keep. */
export const inertHeaders = [
  ['content-type', 'application/json; charset=utf-8'],
  ['cache-control', 'no-store'],
  ['content-security-policy', INERT_POLICY],
] as const;
const inert = Object.fromEntries(inertHeaders);

/** Answers with JSON that no browser will show as a page, and no cache will keep. */
export function sendJson({ req, res }: Exchange, status: number, body: unknown): void {
  if (res.headersSent || res.writableEnded) return;
  const text = JSON.stringify(body);
  res.writeHead(status, {
    ...inert,
    'content-length': Buffer.byteLength(text),
    // What is left of a long body that was refused is not read: the connection can't be used again.
    ...(req.complete || isShort(req) ? {} : { connection: 'close' }),
  });
  res.end(req.method === 'HEAD' ? undefined : text);
}

/** So little is left that Node reads it away; a new connection would cost more, just when there is much to do. */
export function isShort({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? Infinity) <= SHORT_BYTES;
}

const SHORT_BYTES = 16_384;

/** An error before any procedure has begun, in the shape that tRPC clients expect as well as everybody else. */
export function sendError(exchange: Exchange, thrown: unknown, path: string | null = null): void {
  const error = toApiError(thrown);
  if (error.code === 'RATE_LIMITED' || error.code === 'OVERLOADED') setRetryAfter(exchange, error);
  sendJson(exchange, errorCodes[error.code].http, errorBody(error, path, exchange.requestId));
}

export function errorBody(error: ApiError, path: string | null, requestId: string) {
  const data = errorData(error, path);
  return { error: { message: error.message, code: JSONRPC_SERVER_ERROR, data }, requestId };
}

/** tRPC wants a number of JSON-RPC; ours are in `data.code`. */
const JSONRPC_SERVER_ERROR = -32_000;

export function setRetryAfter({ res }: Exchange, error: ApiError): void {
  const { details } = error;
  if (typeof details !== 'object' || details === null || !('retryAfterS' in details)) return;
  const { retryAfterS } = details;
  if (typeof retryAfterS === 'number') res.setHeader('retry-after', retryAfterS);
}
