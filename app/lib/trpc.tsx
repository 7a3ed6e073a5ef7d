'use client';
// The way to the server: one tRPC client and one cache of queries for the tab.
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';

import type { AppRouter } from '../../server/router.ts';
import { codeOf, statusOf } from './api-error.ts';

const context = createTRPCContext<AppRouter>();

/** Options for TanStack Query: `useQuery(trpc.runs.list.queryOptions({}))`. */
export const useTRPC = context.useTRPC;
/** For calls outside of hooks, and subscriptions. */
export const useTRPCClient = context.useTRPCClient;

/** The server refuses longer ones. */
const MAX_BATCH = 10;

export function ApiProvider({ children }: { readonly children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [trpcClient] = useState(makeTrpcClient);
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}

function makeTrpcClient() {
  const url = '/api/trpc';
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url }),
        // The header cannot be set by a form of another site: with the cookie's SameSite it is what stops forged requests.
        false: httpBatchLink({ url, maxItems: MAX_BATCH, headers: { 'x-baton-csrf': '1' } }),
      }),
    ],
  });
}

function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (codeOf(error) === 'UNAUTHENTICATED') goToSignIn();
      },
    }),
    defaultOptions: {
      queries: {
        // The live stream says what changed; this only spares a second read right after the first.
        staleTime: 5_000,
        retry: (failures, error) => {
          const status = statusOf(error);
          return failures < 3 && (status === null || status >= 500);
        },
      },
      mutations: { retry: false },
    },
  });
}

/** Leaves for the sign-in page, which comes back here. */
export function goToSignIn(): void {
  const { pathname, search } = window.location;
  if (pathname === '/sign-in' || pathname === '/setup') return;
  const here = pathname + search;
  window.location.assign(here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`);
}
