// /api/auth: the few paths of better-auth that the studio uses.
import { AUTH_PATHS } from '../auth/better-auth.ts';
import { ApiError } from '../errors.ts';
import type { App } from './app.ts';
import { requireSameOrigin } from './csrf.ts';
import type { Exchange } from './exchange.ts';
import { readJsonText } from './json-request.ts';
import { parseStrictJson } from './strict-json.ts';

export const AUTH_PREFIX = '/api/auth';
/** E-mail and password, with room to spare. */
const LIMIT_BYTES = 8_192;

/** @throws {ApiError} */
export async function serveAuth(app: App, exchange: Exchange): Promise<void> {
  const { req, res, url, ip, origin } = exchange;
  const path = url.pathname.slice(AUTH_PREFIX.length);
  if (!AUTH_PATHS.includes(path)) throw new ApiError('NOT_FOUND', 'No such path');
  if (req.method !== 'GET' && req.method !== 'POST') {
    throw new ApiError('METHOD_NOT_SUPPORTED', 'Only GET and POST');
  }
  requireSameOrigin(req, origin);
  const text = req.method === 'POST' ? await bodyOf(exchange) : null;
  const accounts = path === '/sign-in/email' ? [ip, accountOf(text)] : [ip];
  const limiter = path === '/sign-in/email' ? app.limits.signIn : app.limits.anonymous;
  for (const who of accounts) limiter.take(who);

  const response = await app.auth.handler(
    new Request(new URL(url.pathname + url.search, app.publicUrl), {
      method: req.method,
      headers: headersOf(exchange, app.publicUrl),
      body: text,
    }),
  );
  if (response.ok) for (const who of accounts) limiter.refund(who);
  // Signing out, or changing a password, is true at once in this process.
  if (req.method === 'POST') app.callers.forget();
  response.headers.forEach((value, name) => {
    if (name !== 'set-cookie') res.setHeader(name, value);
  });
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) res.setHeader('set-cookie', cookies);
  res.setHeader('cache-control', 'no-store');
  res.statusCode = response.status;
  res.end(Buffer.from(await response.arrayBuffer()));
}

/** Signing out has no body; browsers then send none, or `{}`. */
async function bodyOf(exchange: Exchange): Promise<string> {
  if (exchange.req.headers['content-length'] === '0') return '{}';
  return readJsonText(exchange, LIMIT_BYTES);
}

/** Guesses at one account are counted from wherever they come. */
function accountOf(text: string | null): string {
  const body = text === null ? null : parseStrictJson(text);
  const email = typeof body === 'object' && body !== null && 'email' in body ? body.email : null;
  return typeof email === 'string' ? `account:${email.toLowerCase().slice(0, 254)}` : 'account:?';
}

/** That the request comes from our own pages has been checked; better-auth compares with the one URL that it knows. */
function headersOf({ req, ip }: Exchange, publicUrl: string): Headers {
  const origin = new URL(publicUrl).origin;
  const headers = new Headers({ 'content-type': 'application/json', 'x-forwarded-for': ip, origin });
  const { cookie, 'user-agent': agent } = req.headers;
  if (cookie !== undefined) headers.set('cookie', cookie);
  if (agent !== undefined) headers.set('user-agent', agent.slice(0, 300));
  return headers;
}
