'use client';
// Failing a task takes a reason.
import { useState } from 'react';

import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Input, Textarea } from '../ui/input.tsx';
import { words } from './words.ts';

interface FailDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onFail: (name: string, message: string) => void;
}

const DEFAULT_NAME = 'HumanTaskFailed';

export function FailDialog({ open, onOpenChange, onFail }: FailDialogProps) {
  const [message, setMessage] = useState('');
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const submit = () => {
    setTried(true);
    if (message.trim() === '') return;
    onOpenChange(false);
    onFail(name.trim() || DEFAULT_NAME, message.trim());
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={words.failTitle}
      description={words.failText}
      footer={
        <>
          <Button variant="ghost" onClick={() => onOpenChange(false)}>
            {words.cancel}
          </Button>
          <Button variant="danger" onClick={submit}>
            {words.failConfirm}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field
          label={words.failReason}
          help={words.failReasonHelp}
          required
          error={tried && message.trim() === '' ? words.failReasonMissing : null}
        >
          <Textarea
            rows={4}
            value={message}
            maxLength={10_000}
            onChange={(event) => setMessage(event.target.value)}
          />
        </Field>
        <Field label={words.failName} help={words.failNameHelp}>
          <Input
            mono
            placeholder={DEFAULT_NAME}
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </div>
    </Dialog>
  );
}
