'use client';
// Runs for times that are past: says what came of them, since that can be several things.
import { overlapPolicies, type OverlapPolicy } from '@baton/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { BackfillCounts, ScheduleDetail } from '../../../server/views/schedules.ts';
import { messageOf } from '../../lib/api-error.ts';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, Select } from '../../ui/input.tsx';
import { overlaps } from '../words.ts';
import { words } from './words.ts';

interface BackfillDialogProps {
  readonly schedule: ScheduleDetail;
  readonly onClose: () => void;
}

export function BackfillDialog({ schedule: { scheduleId }, onClose }: BackfillDialogProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [overlap, setOverlap] = useState<OverlapPolicy>('allow');
  const [wasTried, setTried] = useState(false);
  const backfill = useMutation(
    trpc.schedules.backfill.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.schedules.pathKey() }),
    }),
  );
  const isRange = from !== '' && to !== '' && from <= to;
  const submit = () => {
    setTried(true);
    if (isRange) backfill.mutate({ scheduleId, fromMs: Date.parse(from), toMs: Date.parse(to), overlap });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={words.backfillTitle}
      description={words.backfillText}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Close
          </Button>
          <Button variant="primary" pending={backfill.isPending} onClick={submit}>
            {words.backfillConfirm}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={words.from}>
            <Input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
          </Field>
          <Field
            label={words.to}
            help={words.rangeHelp}
            error={wasTried && !isRange ? words.rangeMissing : null}
          >
            <Input type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
          </Field>
        </div>
        <Field label={words.backfillOverlap} help={overlaps[overlap].help}>
          <Select
            options={overlapPolicies.map((value) => ({ value, label: overlaps[value].label }))}
            value={overlap}
            onValueChange={setOverlap}
          />
        </Field>
        {backfill.isError && <Alert tone="failed" title={messageOf(backfill.error)} />}
        {backfill.data && <Alert tone="done" title={countWords(backfill.data)} />}
      </div>
    </Dialog>
  );
}

function countWords({ started, alreadyRun, waiting, skipped, failed }: BackfillCounts): string {
  const others = [
    [alreadyRun, 'had their run before'],
    [waiting, 'waits'],
    [skipped, 'skipped'],
    [failed, 'could not be started'],
  ] as const;
  const told = others.filter(([count]) => count > 0).map(([count, word]) => `${String(count)} ${word}`);
  return [`${String(started)} ${started === 1 ? 'run' : 'runs'} started`, ...told].join(', ');
}
