'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { ApiKeyItem } from '../../../server/views/admin.ts';
import { messageOf } from '../../lib/api-error.ts';
import { useNow } from '../../lib/clock.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { cx } from '../../ui/cx.ts';
import { Badge } from '../../ui/status.tsx';
import { narrow, Td, Tr, wide } from '../../ui/table.tsx';
import { RelativeTime } from '../../ui/time.tsx';
import { scopeWords, words } from './words.ts';

const MINUTE_MS = 60_000;

export function KeyRow({ apiKey }: { readonly apiKey: ApiKeyItem }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const nowMs = useNow(MINUTE_MS);
  const [asking, setAsking] = useState(false);
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: async () => {
        setAsking(false);
        await queryClient.invalidateQueries({ queryKey: trpc.apiKeys.list.queryKey() });
      },
    }),
  );
  const isExpired = apiKey.expiresAtMs !== null && nowMs > apiKey.expiresAtMs;
  const isDead = apiKey.revokedAtMs !== null || isExpired;
  const scopes = (
    <span className="flex flex-wrap gap-1">
      {apiKey.scopes.map((scope) => (
        <Badge key={scope}>{scopeWords[scope].label}</Badge>
      ))}
    </span>
  );
  return (
    <Tr>
      <Td>
        <span className="flex flex-wrap items-center gap-2">
          <span className={cx('font-medium', isDead ? 'text-text-3 line-through' : 'text-text')}>
            {apiKey.name}
          </span>
          {isDead && <Badge>{apiKey.revokedAtMs === null ? words.expired : words.revoked}</Badge>}
        </span>
        <span className="block font-mono text-xs text-text-3">{apiKey.prefix}</span>
        <span className={cx('mt-2 block', narrow)}>{scopes}</span>
      </Td>
      <Td className={wide}>{scopes}</Td>
      <Td className={cx('text-text-2', wide)}>
        {apiKey.lastUsedAtMs === null ? words.never : <RelativeTime atMs={apiKey.lastUsedAtMs} />}
      </Td>
      <Td className={cx('text-text-2', wide)}>
        {apiKey.expiresAtMs === null ? words.never : <RelativeTime atMs={apiKey.expiresAtMs} />}
      </Td>
      <Td className="text-right max-md:align-top">
        {!isDead && (
          <Button size="sm" variant="danger-quiet" onClick={() => setAsking(true)}>
            {words.revoke}
            <span className="sr-only"> {apiKey.name}</span>
          </Button>
        )}
        <ConfirmDialog
          open={asking}
          onOpenChange={setAsking}
          title={words.revokeTitle}
          confirm={words.revoke}
          danger
          pending={revoke.isPending}
          error={revoke.isError ? messageOf(revoke.error) : null}
          onConfirm={() => revoke.mutate({ keyId: apiKey.keyId })}
        >
          <p>
            {apiKey.name}, {apiKey.prefix}. {words.revokeText}
          </p>
        </ConfirmDialog>
      </Td>
    </Tr>
  );
}
