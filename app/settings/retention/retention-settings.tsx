'use client';
// How long runs that have ended are kept. Less time than before is asked for twice, since what leaves can't come back.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { RetentionView } from '../../../server/views/retention.ts';
import { messageOf } from '../../lib/api-error.ts';
import { useMay } from '../../lib/me.tsx';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, CardBody } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, Select } from '../../ui/input.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { QueryState } from '../../ui/query-state.tsx';
import { confirmText, keepsLess, keepText, words } from './words.ts';

const choices = [
  { value: 'days', label: words.forDays },
  { value: 'ever', label: words.forEver },
] as const;

export function RetentionSettings() {
  const trpc = useTRPC();
  const query = useQuery(trpc.retention.get.queryOptions());
  const maySet = useMay('retention.set');
  const { data } = query;
  return (
    <>
      <PageHeader title={words.title} description={words.description} />
      <Card>
        <QueryState query={query} isEmpty={false} empty={null}>
          <CardBody>
            {data !== undefined &&
              (maySet ? (
                <RetentionForm setting={data} />
              ) : (
                <p className="text-sm text-text-2">
                  {keepText(data.keepDays)} {words.readOnly}
                </p>
              ))}
          </CardBody>
        </QueryState>
      </Card>
    </>
  );
}

function RetentionForm({ setting }: { readonly setting: RetentionView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [forEver, setForEver] = useState(setting.keepDays === null);
  const [days, setDays] = useState(String(setting.keepDays ?? setting.defaultKeepDays));
  const [asking, setAsking] = useState(false);
  const set = useMutation(
    trpc.retention.set.mutationOptions({
      onSuccess: async () => {
        setAsking(false);
        await queryClient.invalidateQueries({ queryKey: trpc.retention.get.queryKey() });
      },
    }),
  );
  const keepDays = forEver ? null : Number(days);
  const save = () => set.mutate({ keepDays });
  const problem = set.isError ? messageOf(set.error) : null;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (keepsLess(setting.keepDays, keepDays)) setAsking(true);
        else save();
      }}
    >
      <p className="text-sm text-text">{keepText(setting.keepDays)}</p>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={words.keep}>
          <Select
            options={choices}
            value={forEver ? 'ever' : 'days'}
            onValueChange={(choice) => setForEver(choice === 'ever')}
          />
        </Field>
        {!forEver && (
          <Field label={words.days} help={words.daysHelp} required>
            <Input
              type="number"
              inputMode="numeric"
              required
              min={1}
              max={36_500}
              step={1}
              value={days}
              onChange={(event) => setDays(event.target.value)}
            />
          </Field>
        )}
      </div>
      {!asking && <Outcome problem={problem} saved={set.isSuccess} />}
      <div>
        <Button type="submit" variant="primary" pending={set.isPending && !asking}>
          {words.save}
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={words.confirmTitle}
        confirm={words.confirm}
        danger
        pending={set.isPending}
        error={problem}
        onConfirm={save}
      >
        {keepDays !== null && <p>{confirmText(keepDays)}</p>}
      </ConfirmDialog>
    </form>
  );
}

function Outcome({ problem, saved }: { readonly problem: string | null; readonly saved: boolean }) {
  if (problem !== null) return <Alert tone="failed" title={problem} />;
  return saved ? <Alert tone="done" title={words.saved} /> : null;
}
