// /api/trpc: everything about a request is checked before tRPC sees it.
import type { IncomingMessage } from 'node:http';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import { ApiError, toApiError } from '../errors.ts';
import { appRouter } from '../router.ts';
import { type App, contextOf, identify } from './app.ts';
import type { Exchange } from './exchange.ts';
import { enterWithBody, enterWithCall, TRPC_PREFIX } from './gates.ts';
import { BODY_LIMIT_BYTES, DESIGN_LIMIT_BYTES, readJson } from './json-request.ts';
import { answerPlainCalls, type CallFailed, plainCallsOf } from './plain-calls.ts';
import { parseStrictJson } from './strict-json.ts';

const MAX_BATCH = 10;

/** @throws {ApiError} before any procedure has begun. Afterwards errors are answered as tRPC's, one for each call. */
export async function serveTrpc(app: App, exchange: Exchange): Promise<void> {
  const { url } = exchange;
  const path = decodePath(url.pathname.slice(TRPC_PREFIX.length));
  const procedures = url.searchParams.has('batch') ? path.split(',') : [path];
  if (procedures.length > MAX_BATCH) {
    throw new ApiError(
      'BATCH_TOO_LARGE',
      `A batch may have ${MAX_BATCH} calls, this one has ${procedures.length}`,
    );
  }
  const caller = await identify(app, exchange, procedures.length);
  if (procedures.some(isSignIn)) app.limits.signIn.take(exchange.ip);
  await enterWithBody(app.gates, exchange, caller);
  const input = await readInput(exchange, procedures);
  await enterWithCall(app.gates, exchange, procedures);
  const ctx = contextOf(app, exchange, caller);
  const onError: CallFailed = ({ error, path: procedure }) => {
    if (toApiError(error).code !== 'INTERNAL' || app.streams.ended) return;
    const { message, stack } = error.cause ?? error;
    app.log({ level: 'error', message, stack, procedure, requestId: exchange.requestId });
  };
  const plain = plainCallsOf(exchange, procedures, input);
  if (plain === null) await answerByAdapter(app, exchange, { path, ctx, onError });
  else await answerPlainCalls(exchange, plain, ctx, onError);
}

interface AdapterCall {
  readonly path: string;
  readonly ctx: ReturnType<typeof contextOf>;
  readonly onError: CallFailed;
}

/** Streams, and whatever is unusual. */
async function answerByAdapter(app: App, { req, res }: Exchange, call: AdapterCall): Promise<void> {
  if (req.headers.accept?.includes('text/event-stream') === true) app.streams.add(res);
  await nodeHTTPRequestHandler({
    router: appRouter,
    // It is decoded there again: a name hidden from the checks above by a second encoding must stay hidden.
    path: encodeURIComponent(call.path),
    req,
    res,
    maxBatchSize: MAX_BATCH,
    // The arguments of a query of a run may be longer than an address.
    allowMethodOverride: true,
    createContext: () => call.ctx,
    responseMeta: () => ({ headers: { 'cache-control': 'no-store' } }),
    onError: ({ error, path }) => call.onError({ error, path }),
  });
}

/** Of all calls together; `undefined`: none was given. */
async function readInput(exchange: Exchange, procedures: readonly string[]): Promise<unknown> {
  const { req } = exchange;
  switch (req.method) {
    case 'GET': {
      const input = exchange.url.searchParams.get('input');
      return input === null ? undefined : parseStrictJson(input);
    }
    case 'POST': {
      const { text, value } = await readJson(exchange, bodyLimit(procedures));
      // Where tRPC looks for a body that somebody has read before it.
      (req as IncomingMessage & { body?: string }).body = text;
      return value;
    }
    default:
      throw new ApiError('METHOD_NOT_SUPPORTED', 'Queries come by GET, mutations by POST');
  }
}

function bodyLimit(procedures: readonly string[]): number {
  return procedures.some((name) => name.startsWith('designs.')) ? DESIGN_LIMIT_BYTES : BODY_LIMIT_BYTES;
}

/** Guessing a one-time token is as bad as guessing a password. */
function isSignIn(procedure: string): boolean {
  return procedure === 'setup.createFirstAdmin' || procedure === 'people.acceptInvite';
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ApiError('NOT_FOUND', 'No such procedure');
  }
}
