'use client';
// Sends an update: the workflow checks it, carries it out and answers.
import type { Json } from '@baton/core';
import type { UpdateAnswer } from '../../../server/views/runs.ts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../lib/api-error.ts';
import { JsonInput } from '../../lib/schema-form/json-input.tsx';
import { useTRPC } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { HandlerField } from './handler-field.tsx';
import { useRun } from './run-store.ts';
import { useHandlers } from './use-handlers.ts';

export function UpdateDialog({ onClose }: { readonly onClose: () => void }) {
  const run = useRun();
  const trpc = useTRPC();
  const { updates } = useHandlers();
  const [chosen, setChosen] = useState<string | null>(null);
  const [input, setInput] = useState<Json | undefined>(undefined);
  const [updateId, setUpdateId] = useState(() => crypto.randomUUID());
  const name = chosen ?? updates[0] ?? '';
  // What was refused is over: the next try is another update.
  const send = useMutation(
    trpc.runs.update.mutationOptions({ onError: () => setUpdateId(crypto.randomUUID()) }),
  );
  const answer = send.data;
  const isAnswered = answer?.status === 'completed';
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Update the run"
      description="The workflow checks it, carries it out and answers."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {isAnswered ? 'Close' : 'Not now'}
          </Button>
          {!isAnswered && (
            <Button
              variant="primary"
              disabled={name === ''}
              pending={send.isPending}
              onClick={() => send.mutate({ runId: run.runId, name, input: input ?? null, updateId })}
            >
              {answer === undefined ? 'Update' : 'Wait on'}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <HandlerField label="Update" value={name} names={updates} onChange={setChosen} />
        <JsonInput label="Input" help="JSON. Empty: null." rows={5} value={input} onChange={setInput} />
        {send.isError && <Alert tone="failed" title={messageOf(send.error)} />}
        {answer !== undefined && <Answer answer={answer} />}
      </div>
    </Dialog>
  );
}

function Answer({ answer }: { readonly answer: UpdateAnswer }) {
  if (answer.status === 'pending') {
    return (
      <Alert tone="waiting" title="The run has it, and has not answered yet.">
        Closing this window does not take it back.
      </Alert>
    );
  }
  return (
    <section className="flex flex-col gap-1.5" aria-live="polite">
      <h3 className="text-sm font-medium">Answer</h3>
      <JsonView value={answer.result} label="answer" />
    </section>
  );
}
