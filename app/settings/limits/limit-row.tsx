'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { LimitItem } from '../../../server/views/limits.ts';
import { messageOf } from '../../lib/api-error.ts';
import { useMay } from '../../lib/me.tsx';
import { useTRPC } from '../../lib/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { cx } from '../../ui/cx.ts';
import { narrow, Td, Tr, wide } from '../../ui/table.tsx';
import { LimitDialog } from './limit-dialog.tsx';
import { limitText, scopeWords, words } from './words.ts';

/** Counted up to here; see the API. */
const MOST_COUNTED = 1_000;

export function LimitRow({ limit }: { readonly limit: LimitItem }) {
  const [open, setOpen] = useState<'edit' | 'remove' | null>(null);
  const maySet = useMay('limits.set');
  const { use, waiting, source } = textsOf(limit);
  return (
    <Tr>
      <Td>
        <span className="block font-medium break-all text-text">{limit.name}</span>
        <span className="block text-xs text-text-3">
          {scopeWords[limit.scope].label} · {source}
        </span>
        <span className={cx('mt-2 block text-sm text-text-2', narrow)}>
          {limitText(limit.settings)} · {words.columns.use} {use} · {words.columns.waiting} {waiting}
        </span>
      </Td>
      <Td className={cx('text-text-2', wide)}>{limitText(limit.settings)}</Td>
      <Td className={cx('text-text-2 tabular-nums', wide)}>{use}</Td>
      <Td className={cx('tabular-nums', limit.waiting > 0 ? 'text-waiting' : 'text-text-2', wide)}>
        {waiting}
      </Td>
      <Td className="text-right max-md:align-top">
        {maySet && (
          <span className="inline-flex gap-1">
            <Button size="sm" variant="ghost" onClick={() => setOpen('edit')}>
              {words.edit}
              <span className="sr-only"> {limit.name}</span>
            </Button>
            {limit.source === 'operator' && (
              <Button size="sm" variant="danger-quiet" onClick={() => setOpen('remove')}>
                {words.remove}
                <span className="sr-only"> {limit.name}</span>
              </Button>
            )}
          </span>
        )}
        {open === 'edit' && <LimitDialog limit={limit} onClose={() => setOpen(null)} />}
        {open === 'remove' && <RemoveDialog limit={limit} onClose={() => setOpen(null)} />}
      </Td>
    </Tr>
  );
}

function textsOf({ name, settings: { maxConcurrent }, inUse, waiting, source, setByName }: LimitItem) {
  const isOne = maxConcurrent !== null && name !== '*';
  return {
    use: isOne ? `${inUse} of ${maxConcurrent}` : String(inUse),
    waiting: waiting >= MOST_COUNTED ? '1,000 or more' : String(waiting),
    source: source === 'code' ? words.fromCode : `${words.setBy} ${setByName ?? ''}`,
  };
}

function RemoveDialog({ limit, onClose }: { readonly limit: LimitItem; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.limits.remove.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.limits.list.queryKey() });
        onClose();
      },
    }),
  );
  const { scope, name, declared } = limit;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.removeTitle}
      confirm={words.remove}
      danger
      pending={remove.isPending}
      error={remove.isError ? messageOf(remove.error) : null}
      onConfirm={() => remove.mutate({ scope, name })}
    >
      <p>
        {scopeWords[scope].label} {name}.{' '}
        {declared === null ? words.removeText : `${words.backToCode} ${limitText(declared)}.`}
      </p>
    </ConfirmDialog>
  );
}
