// The activity behind HTTP nodes, also for code: `callActivity('baton.http', { method, url })`.
import { ApplicationError, type Json } from '@baton/core';
import { HTTP_ACTIVITY } from '@baton/engine';
import { activity, type ActivityDefinition } from '@baton/workflow';
import { z } from 'zod';
import type { HttpPolicy } from './http-policy.ts';
import { encodeBody, send, type HttpReply } from './http-request.ts';

const requestSchema = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  url: z.string().min(1).max(8_000),
  headers: z.record(z.string(), z.coerce.string()).default({}),
  body: z.json().optional(),
});

const replySchema = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  url: z.string(),
  body: z.json(),
  encoding: z.enum(['json', 'text', 'base64']),
});

/** Replies that may be better later. */
const worthRetrying = new Set([408, 425, 429]);

/**
 * `baton.http`: requests a URL; answers status, headers and body for 2xx and 3xx.
 *
 * Private addresses are refused, see http-target.ts. 4xx fails for good (408, 425, 429 aside), 5xx and network errors are tried
 * again; `Retry-After` is honoured. All attempts carry the same `Idempotency-Key`, unless the headers say one.
 */
export function httpActivity(policy: HttpPolicy): ActivityDefinition {
  return activity(
    HTTP_ACTIVITY,
    {
      description: 'Requests a URL.',
      startToClose: '2 minutes',
      retry: { maxAttempts: 20 },
      input: requestSchema,
      output: replySchema,
    },
    async (input, context) => {
      const { runId, activityId } = context.info;
      const { body, headers } = encodeBody(input.body, input.headers);
      const call = {
        method: input.method,
        url: input.url,
        headers: {
          accept: 'application/json, */*;q=0.5',
          'user-agent': 'Baton',
          ...(input.method === 'GET' ? {} : { 'idempotency-key': `${runId}/${activityId}` }),
          ...lowerCase(headers),
        },
        body,
      };
      const reply = await send(call, policy, context.signal);
      if (reply.status >= 400) throw failed(input.method, reply);
      return reply;
    },
  );
}

function lowerCase(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function failed(method: string, reply: HttpReply): ApplicationError {
  const { status, url, body } = reply;
  const isFinal = status < 500 && !worthRetrying.has(status);
  const delayMs = isFinal ? null : retryAfterMs(reply.headers['retry-after']);
  return new ApplicationError('HttpError', `${method} ${new URL(url).host} answered ${status}`, {
    nonRetryable: isFinal,
    ...(delayMs === null ? {} : { nextRetryDelay: delayMs }),
    details: { status, body: excerpt(body) },
  });
}

const MAX_RETRY_AFTER_MS = 3_600_000;

/** Seconds only: the other form is a date by a clock that is not ours. */
function retryAfterMs(header: string | undefined): number | null {
  if (header === undefined || !/^\d{1,6}$/.test(header.trim())) return null;
  return Math.min(Number(header) * 1_000, MAX_RETRY_AFTER_MS);
}

function excerpt(body: Json): Json {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text.length <= 2_000 ? body : `${text.slice(0, 2_000)}…`;
}
