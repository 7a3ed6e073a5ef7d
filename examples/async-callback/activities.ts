import { activity, ApplicationError, asyncResult } from '@baton/workflow';
import { z } from 'zod';

/** Where the service is: `QUOTE_SERVICE_URL`, by default the address that `service-main.ts` listens on. */
function serviceUrl(): string {
  return process.env['QUOTE_SERVICE_URL'] ?? 'http://127.0.0.1:4710';
}

/** Hands the request and its token to the service. The worker is free meanwhile; the service completes the activity. */
export const requestQuote = activity(
  'requestQuote',
  {
    description: 'Asks another service for a quote, which calls back.',
    startToClose: '1 minute',
    asyncTimeout: '1 hour',
    asyncHeartbeat: '1 minute',
    retry: { maxAttempts: 5 },
    input: z.object({ item: z.string().min(1), quantity: z.int().min(1) }),
    output: z.object({ item: z.string(), quantity: z.number(), totalCents: z.number() }),
  },
  async ({ item, quantity }, context) =>
    asyncResult(async (token) => {
      const response = await fetch(`${serviceUrl()}/quotes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token, item, quantity }),
        signal: context.signal,
      });
      if (!response.ok) throw new ApplicationError('ServiceError', `The service answered ${response.status}`);
    }),
);
