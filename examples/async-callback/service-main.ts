// The quote service as a process of its own. It knows where Baton is and has a key; nothing else ties it to the worker.
import { WorkflowClient } from '@baton/client';
import type { requestQuote } from './activities.ts';
import { createQuoteService, type Callback } from './service.ts';

const DEFAULT_PORT = 4710;

/** @throws {TypeError} if `BATON_API_KEY` isn't set. */
export function callbackTo(env: Readonly<Record<string, string | undefined>>): Callback {
  const { BATON_URL: url = 'http://127.0.0.1:3000', BATON_API_KEY: apiKey = '' } = env;
  if (apiKey === '') throw new TypeError('Set BATON_API_KEY to a key with the scope activities:write');
  const client = new WorkflowClient({ url, apiKey });
  return {
    complete: async (token, quote) => {
      await client.completeActivity<typeof requestQuote>(token, { ...quote });
    },
    fail: async (token, failure) => {
      await client.failActivity(token, failure);
    },
    beat: async (token, percent) => {
      const { cancelRequested } = await client.heartbeatActivity<typeof requestQuote>(token, { percent });
      return cancelRequested;
    },
  };
}

const log = (message: string): void => void process.stdout.write(`${message}\n`);
const server = createQuoteService({
  callback: callbackTo(process.env),
  workMs: Number(process.env['QUOTE_WORK_MS'] ?? 4_000),
  log,
});
server.listen(Number(process.env['PORT'] ?? DEFAULT_PORT), '127.0.0.1', () => {
  const address = server.address();
  log(`Quotes are made at port ${typeof address === 'object' && address !== null ? address.port : '?'}`);
});
