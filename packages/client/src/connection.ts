// The way to the server: tRPC with an API key, and the same calls tried again.
import { createTRPCClient, httpLink, splitLink } from '@trpc/client';
import type { AppRouter } from '../../../server/router.ts';
import { type Repeatable, type RetryOptions, withRetries } from './retry.ts';

export interface Connection {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly api: ReturnType<typeof createTRPCClient<AppRouter>>;
  /** @throws {CallError} */
  readonly call: <T>(repeatable: Repeatable, call: () => Promise<T>) => Promise<T>;
}

export function connect(url: string, apiKey: string, retry: RetryOptions): Connection {
  const headers = { authorization: `Bearer ${apiKey}` };
  const at = { url: `${url}/api/trpc`, headers };
  return {
    url,
    headers,
    api: createTRPCClient<AppRouter>({
      links: [
        splitLink({
          // The arguments of a query may be longer than an address.
          condition: ({ path }) => path === 'runs.query',
          true: httpLink({ ...at, methodOverride: 'POST' }),
          false: httpLink(at),
        }),
      ],
    }),
    call: (repeatable, call) => withRetries(call, repeatable, retry),
  };
}
