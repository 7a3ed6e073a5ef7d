// A service of somebody else's: it takes a request with a token, answers at once, and calls back when the quote is ready.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { quoteFor, type Quote } from './quotes.ts';

/** How the service answers: a `WorkflowClient` in production. */
export interface Callback {
  readonly complete: (token: string, quote: Quote) => Promise<void>;
  readonly fail: (
    token: string,
    failure: { name: string; message: string; nonRetryable: boolean },
  ) => Promise<void>;
  /** True: the caller has lost interest. */
  readonly beat: (token: string, percent: number) => Promise<boolean>;
}

export interface QuoteServiceOptions {
  readonly callback: Callback;
  /** How long a quote takes. */
  readonly workMs: number;
  readonly log: (message: string) => void;
}

const requestSchema = z.strictObject({
  token: z.string().min(1).max(4_000),
  item: z.string().min(1).max(100),
  quantity: z.int().min(1).max(1_000_000),
});
type QuoteRequest = z.infer<typeof requestSchema>;

const MAX_REQUEST_BYTES = 16_384;

/** `POST /quotes` with `{ token, item, quantity }` answers 202; the quote comes by the callback. Not listening yet. */
export function createQuoteService(options: QuoteServiceOptions): Server {
  return createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      options.log(`A request failed: ${String(error)}`);
      if (!response.headersSent) response.writeHead(500).end();
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: QuoteServiceOptions,
): Promise<void> {
  if (request.method !== 'POST' || request.url !== '/quotes') {
    response.writeHead(404).end();
    return;
  }
  const parsed = requestSchema.safeParse(await readJson(request));
  if (!parsed.success) {
    response
      .writeHead(400, { 'content-type': 'application/json' })
      .end(JSON.stringify({ error: 'no request' }));
    return;
  }
  response.writeHead(202).end();
  await work(parsed.data, options);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_REQUEST_BYTES) return null;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

const STEPS = 4;

async function work({ token, item, quantity }: QuoteRequest, options: QuoteServiceOptions): Promise<void> {
  const { callback, workMs, log } = options;
  for (let step = 1; step <= STEPS; step++) {
    await wait(workMs / STEPS);
    if (await callback.beat(token, (100 * step) / STEPS)) {
      log(`Nobody waits for the quote of ${item} any more`);
      return;
    }
  }
  const quote = quoteFor(item, quantity);
  if (quote === null) {
    await callback.fail(token, { name: 'UnknownItem', message: `There is no ${item}`, nonRetryable: true });
  } else await callback.complete(token, quote);
}
