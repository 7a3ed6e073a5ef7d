// Questions to runs, and their answers.
import { isClosed } from '@baton/core';
import type { Answer, InboxRow, NewQuestion, OpenQuestion, OwnedShards, QuestionRef } from '../storage.ts';
import { hint, type MemoryQuestion, type MemoryRun, type MemoryState } from './state.ts';

export function askQuestion(state: MemoryState, question: NewQuestion): string {
  const nowMs = state.nowMs();
  for (const known of state.questions.values()) {
    if (known.expiresAtMs < nowMs) state.questions.delete(known.id);
  }
  const id = question.id ?? state.newInboxId();
  if (!state.questions.has(id)) {
    state.questions.set(id, { ...question, id, expiresAtMs: nowMs + question.expiresInMs, answer: null });
  }
  hint(state, { kind: 'question', shards: [question.shard] });
  return id;
}

export function openQuestions(
  state: MemoryState,
  owned: OwnedShards,
  limit: number,
): readonly OpenQuestion[] {
  const open = [...state.questions.values()].filter(
    ({ answer, expiresAtMs, taskQueue, shard }) =>
      answer === null && expiresAtMs >= state.nowMs() && owned.get(taskQueue)?.includes(shard) === true,
  );
  return open.slice(0, limit).map((question) => asOpen(state, question));
}

export function answerQuestion(state: MemoryState, { id }: QuestionRef, answer: Answer): void {
  const question = state.questions.get(id);
  if (question?.answer !== null) return;
  question.answer = answer;
  hint(state, { kind: 'answer', ids: [id] });
}

export function takeAnswer(state: MemoryState, { id }: QuestionRef): Answer | null {
  const answer = state.questions.get(id)?.answer ?? null;
  if (answer !== null) state.questions.delete(id);
  return answer;
}

function asOpen(state: MemoryState, { id, shard, runId, name, args }: MemoryQuestion): OpenQuestion {
  const run = state.runs.get(runId);
  const known = run === undefined ? { isBehind: false, nextSeq: 1 } : knownBefore(run, id);
  return { id, shard, runId, name, args, ...known };
}

function knownBefore(
  { record, inbox, nextSeq }: MemoryRun,
  id: string,
): Pick<OpenQuestion, 'isBehind' | 'nextSeq'> {
  const takesIn = !isClosed(record.status) && record.blocked === null;
  const isOlder = (row: InboxRow): boolean => row.body.kind !== 'wake' && row.id < id;
  return { isBehind: takesIn && [...inbox.values()].some(isOlder), nextSeq };
}
