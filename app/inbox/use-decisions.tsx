'use client';
// Answers on their way. An answer is `sending` until the server has recorded it; a refused one stays here with its reason, so that the task can show
// it although the person has gone on to the next one. What was typed stays in the draft until the answer is recorded.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { createContext, use, useCallback, useMemo, useState } from 'react';

import type { Json } from '@baton/core';
import type { TaskItem } from '../../server/views/human-tasks.ts';
import { messageOf, problemsOf } from '../lib/api-error.ts';
import { writeStored } from '../lib/browser-state.ts';
import { errorsOfCall, type FieldErrors } from '../lib/schema-form/form-errors.ts';
import { taskId } from '../lib/task-id.ts';
import { useTRPC, useTRPCClient } from '../lib/trpc.tsx';
import { useToast } from '../ui/toast.tsx';
import { useDraftKey } from './use-task-draft.ts';
import { outcomeDone } from './words.ts';

export type Answer =
  | { readonly kind: 'decide'; readonly outcome: string; readonly values: Json; readonly comment: string }
  | { readonly kind: 'fail'; readonly name: string; readonly message: string };

export type DecisionState =
  | { readonly kind: 'sending' }
  | { readonly kind: 'refused'; readonly message: string; readonly errors: FieldErrors };

interface Decisions {
  readonly stateOf: (id: string) => DecisionState | null;
  readonly send: (task: TaskItem, answer: Answer) => void;
}

const DecisionsContext = createContext<Decisions | null>(null);

export function useDecisions(): Decisions {
  const decisions = use(DecisionsContext);
  if (decisions === null) throw new TypeError('useDecisions needs a DecisionsProvider around it');
  return decisions;
}

export function DecisionsProvider({ children }: { readonly children: ReactNode }) {
  const [states, setStates] = useState<Readonly<Record<string, DecisionState>>>({});
  const set = useCallback((id: string, state: DecisionState | null) => {
    setStates((before) => {
      const { [id]: _, ...others } = before;
      return state === null ? others : { ...others, [id]: state };
    });
  }, []);
  const mutation = useSendAnswer(set);
  const value = useMemo<Decisions>(
    () => ({
      stateOf: (id) => states[id] ?? null,
      send: (task, answer) => {
        set(taskId(task), { kind: 'sending' });
        mutation({ task, answer, key: crypto.randomUUID() });
      },
    }),
    [states, mutation, set],
  );
  return <DecisionsContext value={value}>{children}</DecisionsContext>;
}

interface Sent {
  readonly task: TaskItem;
  readonly answer: Answer;
  readonly key: string;
}

function useSendAnswer(set: (id: string, state: DecisionState | null) => void) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const draftKey = useDraftKey();
  const { mutate } = useMutation({
    // Safe to send again: the key makes a repeat answer as the first did.
    retry: (failures, error) => failures < 2 && problemsOf(error).length === 0 && isUnreached(error),
    mutationFn: ({ task: { runId, activityId }, answer, key: idempotencyKey }: Sent) => {
      const at = { runId, activityId, idempotencyKey };
      if (answer.kind === 'fail') {
        return client.humanTasks.fail.mutate({ ...at, name: answer.name, message: answer.message });
      }
      const { outcome, values, comment } = answer;
      return client.humanTasks.decide.mutate({
        ...at,
        outcome,
        values,
        ...(comment === '' ? {} : { comment }),
      });
    },
    onSuccess: async (_, { task, answer }) => {
      writeStored(draftKey(taskId(task)), null);
      toast({
        title: answer.kind === 'fail' ? 'Failed' : outcomeDone(answer.outcome),
        description: task.spec.title,
        tone: 'done',
      });
      await queryClient.invalidateQueries({ queryKey: trpc.humanTasks.pathKey() });
      set(taskId(task), null);
    },
    onError: (error, { task }) => {
      const message = messageOf(error);
      set(taskId(task), { kind: 'refused', message, errors: errorsOfCall(problemsOf(error), 'values') });
      toast({ title: `Not accepted: ${task.spec.title}`, description: message, tone: 'failed' });
      void queryClient.invalidateQueries({ queryKey: trpc.humanTasks.pathKey() });
    },
  });
  return mutate;
}

function isUnreached(error: unknown): boolean {
  return messageOf(error).startsWith('The server could not be reached');
}
