'use client';
// Runs the run again from a point: a decision, or a node with other input or output.
import { isClosed, type ActivityState, type Json } from '@baton/core';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { messageOf } from '../../lib/api-error.ts';
import { JsonInput } from '../../lib/schema-form/json-input.tsx';
import { useTRPC } from '../../lib/trpc.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select, Textarea } from '../../ui/input.tsx';
import { useNameOf, useRun, useRunView } from './run-store.ts';

interface ClosingProps {
  readonly onClose: () => void;
}

const points = [
  { value: 'lastDecision', label: 'The last decision' },
  { value: 'firstDecision', label: 'The beginning' },
] as const;

export function ResetDialog({ onClose }: ClosingProps) {
  const run = useRun();
  const trpc = useTRPC();
  const open = useOpenRun();
  const [to, setTo] = useState<(typeof points)[number]['value']>('lastDecision');
  const [reason, setReason] = useState('');
  const reset = useMutation(trpc.runs.reset.mutationOptions({ onSuccess: open }));
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title="Reset this run?"
      confirm="Reset"
      pending={reset.isPending}
      error={reset.isError ? messageOf(reset.error) : null}
      onConfirm={() => reset.mutate({ runId: run.runId, to, reason })}
    >
      <What />
      <Field label="Again from">
        <Select options={points} value={to} onValueChange={setTo} />
      </Field>
      <Reason value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}

const ways = [
  { value: 'input', label: 'Run the step again' },
  { value: 'output', label: 'Take a result by hand, go on behind it' },
] as const;

type Way = (typeof ways)[number]['value'];

/** "Run again from this node". */
export function RerunDialog({ node, onClose }: ClosingProps & { readonly node: string }) {
  const run = useRun();
  const trpc = useTRPC();
  const open = useOpenRun();
  const nameOf = useNameOf();
  const activities = useRunView((view) => view.state.activities);
  const activity = [...activities.values()].findLast(({ label }) => label === node);
  const [way, setWay] = useState<Way>('input');
  const [input, setInput] = useState<Json | undefined>(activity?.input);
  const [output, setOutput] = useState<Json | undefined>(activity?.result);
  const [reason, setReason] = useState('');
  const rerun = useMutation(trpc.runs.rerunFrom.mutationOptions({ onSuccess: open }));
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Run again from “${nameOf(node, node)}”?`}
      confirm="Run again from here"
      pending={rerun.isPending}
      error={rerun.isError ? messageOf(rerun.error) : null}
      onConfirm={() => {
        const change = way === 'output' ? { output: output ?? null } : changed(activity?.input, input);
        rerun.mutate({ runId: run.runId, nodeId: node, reason, ...change });
      }}
    >
      <What />
      {hasEnded(activity) && (
        <Field label="How">
          <Select options={ways} value={way} onValueChange={setWay} />
        </Field>
      )}
      {way === 'output' && (
        <JsonInput
          label="Result"
          help="What the steps behind it see."
          rows={6}
          value={output}
          onChange={setOutput}
        />
      )}
      {way === 'input' && takesInput(activity) && (
        <JsonInput
          label="Input"
          help="As it was, unless you change it."
          rows={6}
          value={input}
          onChange={setInput}
        />
      )}
      <Reason value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}

function hasEnded(activity: ActivityState | undefined): boolean {
  return activity?.status === 'completed' || activity?.status === 'failed';
}

/** A person is asked what the design says; only activities take another input. */
function takesInput(activity: ActivityState | undefined): boolean {
  return activity !== undefined && activity.mode !== 'human';
}

/** Only what was edited is sent: else the step's own expressions say what it gets. */
function changed(before: Json | undefined, now: Json | undefined): { readonly input?: Json } {
  return now === undefined || JSON.stringify(before) === JSON.stringify(now) ? {} : { input: now };
}

function What() {
  const isOver = useRunView((view) => isClosed(view.state.status));
  return (
    <p>
      A new run begins with what this one has done until then.{' '}
      {isOver ? 'This run stays as it is.' : 'This run is ended, and the new one takes its place.'}
    </p>
  );
}

function Reason({ value, onChange }: { readonly value: string; readonly onChange: (text: string) => void }) {
  return (
    <Field label="Reason" help="Stands in the history and in the audit.">
      <Textarea rows={2} maxLength={2_000} value={value} onChange={(event) => onChange(event.target.value)} />
    </Field>
  );
}

function useOpenRun(): (made: { readonly runId: string }) => void {
  const router = useRouter();
  return ({ runId }) => router.push(`/runs/${runId}`);
}
