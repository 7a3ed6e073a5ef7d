// What the HTTP edge has: made once, given to every handler.
import type { Auth } from '../auth/better-auth.ts';
import { type Callers, keyOf } from '../auth/callers.ts';
import type { Caller, Deps, RequestContext } from '../context.ts';
import { ApiError } from '../errors.ts';
import { requireCsrfHeader, requireSameOrigin } from './csrf.ts';
import type { Exchange } from './exchange.ts';
import type { Gates } from './gates.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Streams } from './streams.ts';

export interface App {
  readonly deps: Deps;
  readonly auth: Auth;
  readonly callers: Callers;
  readonly limits: RateLimits;
  readonly gates: Gates;
  readonly streams: Streams;
  /** Where people open the studio. */
  readonly publicUrl: string;
  readonly log: Log;
}

/** One line each, JSON. Never payloads, never secrets. */
export type Log = (
  entry: { readonly level: 'info' | 'error'; readonly message: string } & Record<string, unknown>,
) => void;

/** Who is asking; refused if the request may come from another site, or too often. Nothing of the body has been read yet. */
export async function identify(app: App, exchange: Exchange, cost: number): Promise<Caller> {
  const caller = await callerOf(app, exchange);
  if (caller.kind === 'person') {
    requireSameOrigin(exchange.req, exchange.origin);
    requireCsrfHeader(exchange.req);
  }
  if (caller.kind === 'anonymous') app.limits.anonymous.take(exchange.ip, cost);
  else app.limits.calls.take(`${caller.kind}:${caller.id}`, cost);
  return caller;
}

/** A context for procedures. */
export function contextOf(app: App, exchange: Exchange, caller: Caller): RequestContext {
  const recheck = async (): Promise<void> => {
    const now = await app.callers.of(exchange.req);
    if (!sameRights(now, caller))
      throw new ApiError('UNAUTHENTICATED', 'The login or key is no longer valid');
  };
  const { requestId, ip, ending } = exchange;
  return { deps: app.deps, caller, requestId, ip, recheck, gone: ending.gone };
}

/** Changed rights end a stream, too: it is opened again with the new ones. */
function sameRights(now: Caller, then: Caller): boolean {
  return JSON.stringify(now) === JSON.stringify(then);
}

async function callerOf(app: App, { req, ip }: Exchange): Promise<Caller> {
  const { authorization } = req.headers;
  if (authorization === undefined) return app.callers.of(req);
  // Counted before the look-up, so that a flood of made-up keys doesn't reach the database; but only where there is one, or the many calls of a
  // service that arrive together would be taken for guesses.
  const { callers, limits } = app;
  const key = keyOf(authorization);
  const isCounted = callers.looksUp(key);
  if (isCounted) limits.wrongKeys.take(ip);
  try {
    const caller = await callers.byKey(key);
    if (isCounted) limits.wrongKeys.refund(ip);
    return caller;
  } catch (error) {
    const isWrong = error instanceof ApiError;
    if (isWrong && !isCounted) limits.wrongKeys.take(ip);
    if (!isWrong && isCounted) limits.wrongKeys.refund(ip);
    throw error;
  }
}
