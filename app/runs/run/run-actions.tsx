'use client';
// What can be done to a run: each says what will happen before it does.
import { useMutation } from '@tanstack/react-query';
import {
  Ban,
  CircleStop,
  Copy,
  EllipsisVertical,
  History,
  MessageCircleQuestionMark,
  Radio,
  RotateCcw,
  SquarePen,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { isClosed } from '@baton/core';
import { messageOf } from '../../lib/api-error.ts';
import { useMay } from '../../lib/me.tsx';
import { useTRPC } from '../../lib/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Textarea } from '../../ui/input.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { StartRunDialog } from '../../ui/start-run-dialog.tsx';
import { useToast } from '../../ui/toast.tsx';
import { QueryDialog } from './query-dialog.tsx';
import { ResetDialog } from './reset-dialog.tsx';
import { useRun, useRunView } from './run-store.ts';
import { SignalDialog } from './signal-dialog.tsx';
import { UpdateDialog } from './update-dialog.tsx';

type Open = 'cancel' | 'terminate' | 'signal' | 'update' | 'query' | 'reset' | 'again' | null;

export function RunActions() {
  const [open, setOpen] = useState<Open>(null);
  const status = useRunView((view) => view.state.status);
  const isPast = useRunView((view) => view.isPast);
  const mayEnd = useMay('runs.cancel');
  const mayStart = useMay('runs.start');
  const isOver = isClosed(status);
  const close = () => setOpen(null);
  return (
    <>
      {!isPast && !isOver && mayEnd && (
        <Button icon={<CircleStop className="size-3.5" aria-hidden />} onClick={() => setOpen('cancel')}>
          <span className="max-sm:sr-only">Cancel</span>
        </Button>
      )}
      {!isPast && isOver && mayStart && (
        <Button icon={<RotateCcw className="size-3.5" aria-hidden />} onClick={() => setOpen('again')}>
          <span className="max-sm:sr-only">Run again</span>
        </Button>
      )}
      <MoreActions isLive={!isPast && !isOver} onOpen={setOpen} />
      <OpenDialog open={open} onClose={close} />
    </>
  );
}

function MoreActions({
  isLive,
  onOpen,
}: {
  readonly isLive: boolean;
  readonly onOpen: (open: Open) => void;
}) {
  const run = useRun();
  const maySignal = useMay('runs.signal');
  const mayReset = useMay('runs.reset');
  const mayEnd = useMay('runs.terminate');
  const mayStart = useMay('runs.start');
  return (
    <Menu trigger={<IconButton label="More" icon={<EllipsisVertical className="size-4" aria-hidden />} />}>
      {maySignal && (
        <MenuItem icon={<Radio />} disabled={!isLive} onSelect={() => onOpen('signal')}>
          Send a signal…
        </MenuItem>
      )}
      {maySignal && (
        <MenuItem icon={<SquarePen />} disabled={!isLive} onSelect={() => onOpen('update')}>
          Update…
        </MenuItem>
      )}
      <MenuItem icon={<MessageCircleQuestionMark />} onSelect={() => onOpen('query')}>
        Ask…
      </MenuItem>
      <MenuSeparator />
      {mayReset && (
        <MenuItem icon={<History />} onSelect={() => onOpen('reset')}>
          Reset…
        </MenuItem>
      )}
      {mayStart && (
        <MenuItem icon={<RotateCcw />} onSelect={() => onOpen('again')}>
          Run again…
        </MenuItem>
      )}
      <MenuItem icon={<Copy />} onSelect={() => void navigator.clipboard.writeText(run.runId)}>
        Copy run id
      </MenuItem>
      {mayEnd && <MenuSeparator />}
      {mayEnd && (
        <MenuItem icon={<Ban />} danger disabled={!isLive} onSelect={() => onOpen('terminate')}>
          Terminate…
        </MenuItem>
      )}
    </Menu>
  );
}

function OpenDialog({ open, onClose }: { readonly open: Open; readonly onClose: () => void }) {
  switch (open) {
    case 'cancel':
    case 'terminate':
      return <EndDialog how={open} onClose={onClose} />;
    case 'signal':
      return <SignalDialog onClose={onClose} />;
    case 'update':
      return <UpdateDialog onClose={onClose} />;
    case 'query':
      return <QueryDialog onClose={onClose} />;
    case 'reset':
      return <ResetDialog onClose={onClose} />;
    case 'again':
      return <RunAgain onClose={onClose} />;
    case null:
      return null;
  }
}

const endings = {
  cancel: {
    title: 'Cancel this run?',
    confirm: 'Cancel the run',
    text: 'Its workflow is told, may clean up, and then ends as cancelled. Activities under way are asked to stop.',
  },
  terminate: {
    title: 'Terminate this run?',
    confirm: 'Terminate',
    text: 'It ends at once: no clean-up, no compensation. Activities under way are cut off. Use it when cancelling doesn’t help.',
  },
} as const;

function EndDialog({ how, onClose }: { readonly how: 'cancel' | 'terminate'; readonly onClose: () => void }) {
  const run = useRun();
  const trpc = useTRPC();
  const toast = useToast();
  const [reason, setReason] = useState('');
  const options = {
    onSuccess: () => {
      onClose();
      toast({ title: how === 'cancel' ? 'The run has been asked to stop' : 'The run is terminated' });
    },
  };
  const cancel = useMutation(trpc.runs.cancel.mutationOptions(options));
  const terminate = useMutation(trpc.runs.terminate.mutationOptions(options));
  const call = how === 'cancel' ? cancel : terminate;
  const words = endings[how];
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={words.title}
      confirm={words.confirm}
      danger
      pending={call.isPending}
      error={call.isError ? messageOf(call.error) : null}
      onConfirm={() => call.mutate({ runId: run.runId, reason })}
    >
      <p>{words.text}</p>
      <Field label="Reason" help="Stands in the history and in the audit.">
        <Textarea
          rows={2}
          maxLength={2_000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
    </ConfirmDialog>
  );
}

/** A drawn workflow by its form; one written in code with the same input. */
function RunAgain({ onClose }: { readonly onClose: () => void }) {
  const run = useRun();
  const router = useRouter();
  const trpc = useTRPC();
  const started = useRunView((view) => view.state.started);
  const start = useMutation(
    trpc.runs.start.mutationOptions({ onSuccess: ({ runId }) => router.push(`/runs/${runId}`) }),
  );
  const { design } = run.detail;
  if (design !== null) {
    return (
      <StartRunDialog open onOpenChange={onClose} design={design} initialInput={started?.input ?? null} />
    );
  }
  const { workflow, taskQueue } = run.detail.run;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Run ${workflow} again?`}
      confirm="Run again"
      pending={start.isPending}
      error={start.isError ? messageOf(start.error) : null}
      onConfirm={() => start.mutate({ workflow, taskQueue, input: started?.input ?? null })}
    >
      A new run begins with the same input, under a new workflow id.
    </ConfirmDialog>
  );
}
