'use client';
// Are you sure: says what will happen, and keeps the error beside the button that caused it.
import type { ReactNode } from 'react';

import { Alert } from './alert.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly confirm: string;
  readonly danger?: boolean;
  readonly pending?: boolean;
  readonly error?: string | null;
  readonly onConfirm: () => void;
  readonly children: ReactNode;
}

export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  confirm,
  danger = false,
  pending = false,
  error = null,
  onConfirm,
  children,
}: ConfirmDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      size="sm"
      footer={
        <>
          <Button variant="ghost" onClick={() => onOpenChange(false)}>
            Keep as it is
          </Button>
          <Button variant={danger ? 'danger' : 'primary'} pending={pending} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm text-text-2">
        {children}
        {error !== null && <Alert tone="failed" title={error} />}
      </div>
    </Dialog>
  );
}
