'use client';
// What stands in for a list that is being read, could not be read, or is empty.
import type { ReactNode } from 'react';

import { messageOf } from '../lib/api-error.ts';
import { Alert } from './alert.tsx';
import { Button } from './button.tsx';
import { SkeletonRows } from './skeleton.tsx';

interface QueryLike {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

interface QueryStateProps {
  readonly query: QueryLike;
  readonly isEmpty: boolean;
  readonly empty: ReactNode;
  readonly skeleton?: ReactNode;
  readonly children: ReactNode;
}

export function QueryState({ query, isEmpty, empty, skeleton, children }: QueryStateProps) {
  if (query.isPending) return skeleton ?? <SkeletonRows />;
  if (query.isError && isEmpty) return <QueryError query={query} />;
  if (isEmpty) return empty;
  return (
    <>
      {query.isError && <QueryError query={query} />}
      {children}
    </>
  );
}

function QueryError({ query }: { readonly query: QueryLike }) {
  return (
    <Alert
      tone="failed"
      title={messageOf(query.error)}
      className="m-4"
      actions={
        <Button size="sm" onClick={() => void query.refetch()}>
          Try again
        </Button>
      }
    />
  );
}
