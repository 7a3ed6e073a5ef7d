'use client';
// Asks the run's code a question, and shows the answer. Nothing changes.
import type { Json } from '@baton/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { messageOf } from '../../lib/api-error.ts';
import { JsonInput } from '../../lib/schema-form/json-input.tsx';
import { useTRPCClient } from '../../lib/trpc.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { HandlerField } from './handler-field.tsx';
import { useRun } from './run-store.ts';
import { useHandlers } from './use-handlers.ts';

export function QueryDialog({ onClose }: { readonly onClose: () => void }) {
  const run = useRun();
  const client = useTRPCClient();
  const { queries } = useHandlers();
  const [chosen, setChosen] = useState<string | null>(null);
  const [args, setArgs] = useState<Json | undefined>(undefined);
  const name = chosen ?? queries[0] ?? '';
  const ask = useMutation({
    mutationFn: () =>
      client.runs.query.query({
        runId: run.runId,
        name,
        args: args === undefined ? [] : [args],
        thisRun: true,
      }),
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Ask the run"
      description="A worker answers from the workflow’s variables. Nothing changes."
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            Close
          </Button>
          <Button
            variant="primary"
            disabled={name === ''}
            pending={ask.isPending}
            onClick={() => ask.mutate()}
          >
            Ask
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <HandlerField label="Query" value={name} names={queries} onChange={setChosen} />
        <JsonInput
          label="With"
          help="JSON, if the query takes something."
          rows={2}
          value={args}
          onChange={setArgs}
        />
        {ask.isError && <Alert tone="failed" title={messageOf(ask.error)} />}
        {ask.isSuccess && (
          <section className="flex flex-col gap-1.5" aria-live="polite">
            <h3 className="text-sm font-medium">Answer</h3>
            <JsonView value={ask.data.value} label="answer" />
          </section>
        )}
      </div>
    </Dialog>
  );
}
