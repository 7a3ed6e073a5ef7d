// The front door: what every request must be, and which handler answers it.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readHealth } from '../admin/health.ts';
import { ApiError, toApiError } from '../errors.ts';
import type { App } from './app.ts';
import { endingOf } from './ending.ts';
import { type Exchange, sendError, sendJson } from './exchange.ts';
import { isRefusedUnheard, TRPC_PREFIX, wantsStream } from './gates.ts';
import { makeRefusal, refuse } from './refusal.ts';
import { type HeaderOptions, setSecurityHeaders } from './security-headers.ts';
import { AUTH_PREFIX, serveAuth } from './serve-auth.ts';
import { REST_PREFIX } from './rest-routes.ts';
import { serveRest } from './serve-rest.ts';
import { serveTrpc } from './serve-trpc.ts';

export interface FrontOptions extends HeaderOptions {
  /** Null: as the Host header says (only without a public URL, on one's own machine). */
  readonly publicOrigin: string | null;
  /** Believe the last address in `x-forwarded-for`. */
  readonly trustProxy: boolean;
  /** Pages. Null: none (tests of the API). */
  readonly servePage: ((exchange: Exchange) => Promise<void>) | null;
}

export function makeFront(app: App, options: FrontOptions) {
  const refusal = makeRefusal(options);
  return (req: IncomingMessage, res: ServerResponse): void => {
    if (isRefusedUnheard(app.gates, req.url ?? '') && !wantsStream(req)) {
      refuse(refusal, req, res);
      return;
    }
    const exchange = open(req, res, options);
    route(app, options, exchange).catch((error: unknown) => {
      logUnforeseen(app, exchange, error);
      sendError(exchange, error);
    });
  };
}

function open(req: IncomingMessage, res: ServerResponse, options: FrontOptions): Exchange {
  const requestId = randomUUID();
  setSecurityHeaders(res, options);
  res.setHeader('x-request-id', requestId);
  const host = req.headers.host ?? 'localhost';
  const origin = options.publicOrigin ?? `${options.https ? 'https' : 'http'}://${host}`;
  const ip = addressOf(req, options.trustProxy);
  return { req, res, ending: endingOf(res), url: urlOf(req.url ?? '/'), requestId, origin, ip };
}

const NOWHERE = new URL('http://host/404');

function urlOf(target: string): URL {
  try {
    return new URL(target, 'http://host');
  } catch {
    return NOWHERE;
  }
}

async function route(app: App, options: FrontOptions, exchange: Exchange): Promise<void> {
  const { req } = exchange;
  // Absolute-form (`GET http://elsewhere/`) and `//elsewhere` are how a server is made to call others.
  if (req.url?.startsWith('/') !== true || req.url.startsWith('//')) {
    throw new ApiError('INVALID_INPUT', 'The request target must be a path');
  }
  if (exchange.url.pathname.startsWith('/api')) return serveApi(app, exchange);
  // Pages only show. All that changes something goes through a procedure, so there is nothing here to post to.
  requireRead(req.method);
  if (options.servePage === null) throw new ApiError('NOT_FOUND', 'No such page');
  return options.servePage(exchange);
}

async function serveApi(app: App, exchange: Exchange): Promise<void> {
  const path = exchange.url.pathname;
  if (path.startsWith(TRPC_PREFIX)) return serveTrpc(app, exchange);
  if (path.startsWith(`${AUTH_PREFIX}/`)) return serveAuth(app, exchange);
  if (path.startsWith(REST_PREFIX)) return serveRest(app, exchange);
  if (path === '/api/health') return serveHealth(app, exchange);
  throw new ApiError('NOT_FOUND', 'No such path');
}

async function serveHealth(app: App, exchange: Exchange): Promise<void> {
  requireRead(exchange.req.method);
  const health = await readHealth(app.deps);
  sendJson(exchange, health.ok ? 200 : 503, health);
}

function requireRead(method: string | undefined): void {
  if (method !== 'GET' && method !== 'HEAD') {
    throw new ApiError('METHOD_NOT_SUPPORTED', 'Only GET and HEAD');
  }
}

function addressOf(req: IncomingMessage, trustProxy: boolean): string {
  const forwarded = req.headers['x-forwarded-for'];
  const last = trustProxy && typeof forwarded === 'string' ? forwarded.split(',').at(-1)?.trim() : undefined;
  return last ?? req.socket.remoteAddress ?? 'unknown';
}

function logUnforeseen(app: App, { requestId, url }: Exchange, error: unknown): void {
  if (toApiError(error).code !== 'INTERNAL') return;
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  app.log({ level: 'error', message, stack, path: url.pathname, requestId });
}
