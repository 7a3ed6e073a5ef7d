'use client';
// What can be done to a schedule.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CalendarRange, EllipsisVertical, Pause, Play, Trash2, Zap } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';

import type { ScheduleDetail, TickOutcome } from '../../../server/views/schedules.ts';
import { messageOf } from '../../lib/api-error.ts';
import { useMay } from '../../lib/me.tsx';
import { useTRPC } from '../../lib/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Textarea } from '../../ui/input.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { type ToastMessage, useToast } from '../../ui/toast.tsx';
import { BackfillDialog } from './backfill-dialog.tsx';
import { words } from './words.ts';

interface ScheduleActionsProps {
  readonly schedule: ScheduleDetail;
}

export function ScheduleActions({ schedule }: ScheduleActionsProps) {
  const { scheduleId, paused } = schedule;
  const mayAct = useMay('schedules.trigger');
  const [open, setOpen] = useState<'pause' | 'backfill' | 'remove' | null>(null);
  const { trigger, resume } = useScheduleCalls();
  if (!mayAct) return null;
  const close = () => setOpen(null);
  return (
    <>
      <Button
        icon={<Zap className="size-3.5" aria-hidden />}
        pending={trigger.isPending}
        onClick={() => trigger.mutate({ scheduleId, idempotencyKey: crypto.randomUUID() })}
      >
        {words.trigger}
      </Button>
      {paused ? (
        <Button
          variant="primary"
          icon={<Play className="size-3.5" aria-hidden />}
          pending={resume.isPending}
          onClick={() => resume.mutate({ scheduleId })}
        >
          {words.resume}
        </Button>
      ) : (
        <Button icon={<Pause className="size-3.5" aria-hidden />} onClick={() => setOpen('pause')}>
          {words.pause}
        </Button>
      )}
      <Menu trigger={<IconButton label="More" icon={<EllipsisVertical className="size-4" aria-hidden />} />}>
        <MenuItem icon={<CalendarRange />} onSelect={() => setOpen('backfill')}>
          {words.backfill}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<Trash2 />} danger onSelect={() => setOpen('remove')}>
          {words.remove}
        </MenuItem>
      </Menu>
      {open === 'pause' && <PauseDialog schedule={schedule} onClose={close} />}
      {open === 'backfill' && <BackfillDialog schedule={schedule} onClose={close} />}
      {open === 'remove' && <RemoveDialog schedule={schedule} onClose={close} />}
    </>
  );
}

function useScheduleCalls() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const reread = () => queries.invalidateQueries({ queryKey: trpc.schedules.pathKey() });
  const onError = (error: unknown) => toast({ tone: 'failed', title: messageOf(error) });
  const onTriggered = async (answer: TickOutcome) => {
    toast(toastOf(answer, (runId) => router.push(`/runs/${runId}`)));
    await reread();
  };
  return {
    trigger: useMutation(trpc.schedules.trigger.mutationOptions({ onSuccess: onTriggered, onError })),
    resume: useMutation(trpc.schedules.unpause.mutationOptions({ onSuccess: reread, onError })),
  };
}

function toastOf(answer: TickOutcome, open: (runId: string) => void): ToastMessage {
  switch (answer.outcome) {
    case 'started':
    case 'alreadyRun': {
      const { runId } = answer;
      return {
        title: 'A run has started',
        tone: 'done',
        action: { label: 'Open it', onSelect: () => open(runId) },
      };
    }
    case 'waiting':
      return { title: 'It starts when the open run has ended' };
    case 'skipped':
      return { title: 'Skipped: a run is open' };
    case 'failed':
      return { title: 'It could not be started', description: answer.message, tone: 'failed' };
  }
}

interface DialogProps extends ScheduleActionsProps {
  readonly onClose: () => void;
}

function PauseDialog({ schedule: { scheduleId }, onClose }: DialogProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const pause = useMutation(
    trpc.schedules.pause.mutationOptions({
      onSuccess: async () => {
        onClose();
        await queries.invalidateQueries({ queryKey: trpc.schedules.pathKey() });
      },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={words.pauseTitle}
      confirm={words.pauseConfirm}
      pending={pause.isPending}
      error={pause.isError ? messageOf(pause.error) : null}
      onConfirm={() => pause.mutate({ scheduleId, note: note.trim() })}
    >
      <p>{words.pauseText}</p>
      <Field label={words.note} help={words.noteHelp}>
        <Textarea rows={2} maxLength={2_000} value={note} onChange={(event) => setNote(event.target.value)} />
      </Field>
    </ConfirmDialog>
  );
}

function RemoveDialog({ schedule: { scheduleId }, onClose }: DialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const remove = useMutation(
    trpc.schedules.delete.mutationOptions({ onSuccess: () => router.push('/schedules') }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={words.removeTitle}
      confirm={words.removeConfirm}
      danger
      pending={remove.isPending}
      error={remove.isError ? messageOf(remove.error) : null}
      onConfirm={() => remove.mutate({ scheduleId })}
    >
      {words.removeText}
    </ConfirmDialog>
  );
}
