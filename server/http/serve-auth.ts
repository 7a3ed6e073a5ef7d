// /api/auth: the few paths of better-auth that the studio uses.
import { isAPIError } from 'better-auth/api';
import { AUTH_PATHS } from '../auth/better-auth.ts';
import { ApiError } from '../errors.ts';
import type { App } from './app.ts';
import { requireSameOrigin } from './csrf.ts';
import { type Exchange, sendJson } from './exchange.ts';
import { type JsonBody, readJson } from './json-request.ts';

export const AUTH_PREFIX = '/api/auth';
/** E-mail and password, with room to spare. */
const LIMIT_BYTES = 8_192;

/** @throws {ApiError} */
export async function serveAuth(app: App, exchange: Exchange): Promise<void> {
  const { req, url, ip, origin } = exchange;
  const path = url.pathname.slice(AUTH_PREFIX.length);
  if (!AUTH_PATHS.includes(path)) throw new ApiError('NOT_FOUND', 'No such path');
  if (req.method !== 'POST') throw new ApiError('METHOD_NOT_SUPPORTED', 'Only POST');
  requireSameOrigin(req, origin);
  const { text, value } = await bodyOf(exchange);
  const accounts = path === '/sign-in/email' ? [ip, accountOf(value)] : [ip];
  const limiter = path === '/sign-in/email' ? app.limits.signIn : app.limits.anonymous;
  for (const who of accounts) limiter.take(who);

  const response = await answerOf(
    app,
    new Request(new URL(url.pathname + url.search, app.publicUrl), {
      method: 'POST',
      headers: headersOf(exchange, app.publicUrl),
      body: text,
    }),
  ).catch((error: unknown) => {
    // Nobody has guessed anything where nobody could look.
    for (const who of accounts) limiter.refund(who);
    throw error;
  });
  if (response.ok) for (const who of accounts) limiter.refund(who);
  else app.log({ level: 'info', message: `Refused ${path}`, ip, requestId: exchange.requestId });
  // Signing out, or changing a password, is true at once in this process.
  app.callers.forget();
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) exchange.res.setHeader('set-cookie', cookies);
  // The library answers with the login's token: it belongs in the cookie, where no script can read it.
  if (response.ok) sendJson(exchange, 200, { ok: true });
  else sendJson(exchange, response.status, { ok: false, message: await messageOf(response) });
}

/** What the library refuses is an answer; what it did not foresee is thrown. */
async function answerOf(app: App, request: Request): Promise<Response> {
  try {
    return await app.auth.handler(request);
  } catch (error) {
    if (!isAPIError(error) || error.statusCode >= 500) throw error;
    return Response.json(error.body ?? {}, { status: error.statusCode });
  }
}

async function messageOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : null;
  return typeof message === 'string' ? message : 'Refused';
}

/** Signing out has no body; browsers then send none, or `{}`. */
async function bodyOf(exchange: Exchange): Promise<JsonBody> {
  if (exchange.req.headers['content-length'] === '0') return { text: '{}', value: {} };
  return readJson(exchange, LIMIT_BYTES);
}

/** Guesses at one account are counted from wherever they come. */
function accountOf(body: unknown): string {
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
