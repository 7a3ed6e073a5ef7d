// One HTTP request of a step, with its redirects: every hop is checked, and connects only to the addresses that were.
import type { LookupFunction } from 'node:net';
import { ApplicationError, type Json } from '@baton/core';
import { Agent, request, type Dispatcher } from 'undici';
import { decodeBody, readBody, type DecodedBody } from './http-body.ts';
import { checkedHeaders, withoutCredentials, type Headers } from './http-headers.ts';
import type { HttpPolicy, ResolvedAddress } from './http-policy.ts';
import { refusal, targetOf } from './http-target.ts';

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | null;
}

export interface HttpReply extends DecodedBody {
  readonly status: number;
  /** In lower case; values that came several times are joined by commas. */
  readonly headers: Headers;
  /** Where the reply came from, after redirects. */
  readonly url: string;
}

/** @throws {ApplicationError} `HttpRefused` and `HttpReplyTooLarge` (for good), `HttpError` (to be tried again). */
export async function send(call: HttpCall, policy: HttpPolicy, signal: AbortSignal): Promise<HttpReply> {
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(policy.timeoutMs)]);
  let next: HttpCall = { ...call, headers: checkedHeaders(call.headers) };
  for (let hop = 0; hop <= policy.maxRedirects; hop++) {
    const { reply, redirect } = await sendOnce(next, policy, timeout);
    if (redirect === null) return reply;
    next = redirected(next, reply.status, redirect);
  }
  throw refusal(`There were more than ${policy.maxRedirects} redirects`);
}

interface Hop {
  readonly reply: HttpReply;
  /** Where the reply sends us; absolute. */
  readonly redirect: string | null;
}

async function sendOnce(call: HttpCall, policy: HttpPolicy, signal: AbortSignal): Promise<Hop> {
  const { url, addresses } = await targetOf(call.url, policy);
  const agent = pinnedAgent(addresses, policy.timeoutMs);
  try {
    const { method, headers, body } = call;
    const response = await request(url, { method, headers, body, signal, dispatcher: agent });
    const found = plainHeaders(response.headers);
    const location = isRedirect(response.statusCode) ? found['location'] : undefined;
    if (location !== undefined && URL.canParse(location, url)) {
      await response.body.dump();
      const reply = { status: response.statusCode, headers: found, url: url.href, ...noBody };
      return { reply, redirect: new URL(location, url).href };
    }
    const bytes = await readBody(response.body, found['content-encoding'], policy.maxBodyBytes);
    const decoded = decodeBody(bytes, found['content-type'] ?? '');
    return {
      reply: { status: response.statusCode, headers: found, url: url.href, ...decoded },
      redirect: null,
    };
  } catch (error) {
    throw explained(error, call, url);
  } finally {
    await agent.destroy();
  }
}

const noBody: DecodedBody = { body: null, encoding: 'json' };

/** An agent whose look-up answers the addresses that were checked: a second answer of the name server changes nothing. */
function pinnedAgent(addresses: readonly ResolvedAddress[], timeoutMs: number): Agent {
  const lookup: LookupFunction = (_hostname, options, done) => {
    const [first] = addresses;
    if (options.all === true) done(null, [...addresses]);
    else if (first !== undefined) done(null, first.address, first.family);
    else done(new Error('no address'), '');
  };
  const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
  return new Agent({
    ...timeouts,
    connect: { lookup, timeout: 10_000 },
    maxHeaderSize: 16_384,
    pipelining: 0,
  });
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** The request that follows a redirect (https://fetch.spec.whatwg.org/#http-redirect-fetch). */
function redirected(call: HttpCall, status: number, location: string): HttpCall {
  const [from, to] = [new URL(call.url), new URL(location)];
  if (from.protocol === 'https:' && to.protocol === 'http:')
    throw refusal('A redirect leads from https to http');
  const headers = from.origin === to.origin ? call.headers : withoutCredentials(call.headers);
  const becomesGet = status === 303 || (status <= 302 && call.method === 'POST');
  if (!becomesGet) return { ...call, url: location, headers };
  const { 'content-type': _type, ...rest } = headers;
  return { method: 'GET', url: location, headers: rest, body: null };
}

function plainHeaders(headers: Dispatcher.ResponseData['headers']): Headers {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function explained(error: unknown, { method }: HttpCall, url: URL): unknown {
  if (error instanceof ApplicationError) return error;
  const why = error instanceof Error ? error.message : String(error);
  // The path may hold secrets; the host is what one needs to know.
  return new ApplicationError('HttpError', `${method} ${url.host} failed: ${why}`, { cause: error });
}

/** The text to send for a JSON body, and its type unless the headers say one. */
export function encodeBody(
  body: Json | undefined,
  headers: Headers,
): { body: string | null; headers: Headers } {
  if (body === undefined || body === null) return { body: null, headers };
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  if (typeof body === 'string' && hasType) return { body, headers };
  const text = JSON.stringify(body);
  return { body: text, headers: hasType ? headers : { ...headers, 'content-type': 'application/json' } };
}
