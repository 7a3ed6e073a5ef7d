'use client';
// Who is signed in, and what they may do. The server decides again on every call; this only hides what would be refused.
import { useQuery } from '@tanstack/react-query';

import type { Action } from '../../server/permissions.ts';
import type { Me } from '../../server/views/admin.ts';
import { useTRPC } from './trpc.tsx';

export function useMe(): Me | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.me.get.queryOptions(undefined, { staleTime: 60_000 })).data;
}

/** False until known. */
export function useMay(action: Action): boolean {
  return useMe()?.may.includes(action) ?? false;
}
