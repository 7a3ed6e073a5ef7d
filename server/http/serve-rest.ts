// /api/v1: plain HTTP over the same procedures, so the same permissions, checks and errors.
import { callTRPCProcedure } from '@trpc/server';
import { ApiError, toApiError } from '../errors.ts';
import { appRouter } from '../router.ts';
import { type App, contextOf, identify } from './app.ts';
import { type Exchange, sendError, sendJson } from './exchange.ts';
import { enterWithBody, enterWithCall } from './gates.ts';
import { BODY_LIMIT_BYTES, readJson } from './json-request.ts';
import { openApiDocument } from './openapi.ts';
import { REST_PREFIX, type RestRoute, restRoutes } from './rest-routes.ts';

/** @throws {ApiError} */
export async function serveRest(app: App, exchange: Exchange): Promise<void> {
  const path = exchange.url.pathname.slice(REST_PREFIX.length - 1);
  if (path === '/openapi.json') {
    sendJson(exchange, 200, openApiDocument());
    return;
  }
  const matches = restRoutes.flatMap((route) => {
    const members = matchPath(route.path, path);
    return members === null ? [] : [{ route, members }];
  });
  if (matches.length === 0) throw new ApiError('NOT_FOUND', 'No such path; see /api/v1/openapi.json');
  const match = matches.find(({ route }) => route.method === exchange.req.method);
  if (match === undefined) {
    const allowed = matches.map(({ route }) => route.method).join(', ');
    exchange.res.setHeader('allow', allowed);
    throw new ApiError('METHOD_NOT_SUPPORTED', `Only ${allowed}`);
  }
  await call(app, exchange, match.route, match.members);
}

async function call(app: App, exchange: Exchange, route: RestRoute, members: Members): Promise<void> {
  const caller = await identify(app, exchange, 1);
  await enterWithBody(app.gates, exchange, caller);
  const input = { ...(await restOfInput(exchange, route)), ...members };
  await enterWithCall(app.gates, exchange, [route.procedure]);
  try {
    const answer: unknown = await callTRPCProcedure({
      router: appRouter,
      path: route.procedure,
      type: route.reads === true ? 'query' : 'mutation',
      getRawInput: async () => input,
      ctx: contextOf(app, exchange, caller),
      signal: undefined,
      batchIndex: 0,
    });
    sendJson(exchange, 200, answer);
  } catch (error) {
    if (toApiError(error).code === 'INTERNAL') throw error;
    sendError(exchange, error, route.procedure);
  }
}

type Members = Readonly<Record<string, unknown>>;

async function restOfInput(exchange: Exchange, route: RestRoute): Promise<Members> {
  if (route.method === 'GET') return queryOf(exchange.url);
  const { value: body } = await readJson(exchange, BODY_LIMIT_BYTES);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ApiError('INVALID_INPUT', 'The body must be a JSON object');
  }
  return body as Members;
}

/** Query parameters are texts; what looks like a number or a boolean in JSON is one, since inputs are never coerced. */
function queryOf(url: URL): Members {
  const members = new Map<string, unknown>();
  for (const [name, text] of url.searchParams) {
    if (members.has(name)) throw new ApiError('INVALID_INPUT', `${name} is given twice`);
    members.set(name, /^(?:-?(?:0|[1-9]\d{0,14})|true|false)$/.test(text) ? JSON.parse(text) : text);
  }
  return Object.fromEntries(members);
}

/** What stands in the place of `{name}`; null if the path is another one. */
function matchPath(template: string, path: string): Members | null {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const members: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = decoded(given[index] ?? '');
    if (text === null) return null;
    if (part.startsWith('{')) members[part.slice(1, -1)] = text;
    else if (part !== text) return null;
  }
  return members;
}

/** Ids may hold what a path can't: a session's has a slash. Null: no encoding of anything. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
