// Questions to runs, by way of an unlogged table: no write of them waits for a disk.
import type { RunId, Shard } from '@baton/core';
import type { Answer, NewQuestion, OpenQuestion, Storage } from '@baton/engine';
import type { Parts } from '../parts.ts';
import { ownedColumns } from '../runs/message-methods.ts';
import { fromJson, type JsonText } from '../runs/rows.ts';

type QuestionMethods = Pick<Storage, 'askQuestion' | 'openQuestions' | 'answerQuestion' | 'takeAnswer'>;

export function questionMethods(parts: Parts): QuestionMethods {
  const { db, hints } = parts;
  return {
    askQuestion: (question) => askQuestion(parts, question),
    async openQuestions(owned, limit) {
      const rows = await db.run<QuestionRow>('open-questions', [...ownedColumns(owned), limit]);
      return rows.map(openQuestion);
    },
    async answerQuestion({ shard, id }, answer) {
      const answered = await db.run('answer-question', [shard, id, JSON.stringify(answer)]);
      if (answered.length > 0) hints.tell({ kind: 'answer', ids: [id] });
    },
    async takeAnswer({ shard, id }) {
      const [row] = await db.run<{ answer: JsonText<Answer> }>('take-answer', [shard, id]);
      return row === undefined ? null : fromJson(row.answer);
    },
  };
}

async function askQuestion({ db, hints }: Parts, question: NewQuestion): Promise<string> {
  const { shard, runId, taskQueue, name, args, expiresInMs } = question;
  const values = [shard, question.id, runId, taskQueue, name, JSON.stringify(args), expiresInMs];
  const [row] = await db.run<{ id: string }>('ask-question', values);
  hints.tell({ kind: 'question', shards: [shard] });
  const id = row?.id ?? question.id;
  if (id === null) throw new TypeError('ask-question.sql answers the id of a new question');
  return id;
}

interface QuestionRow {
  readonly shard: Shard;
  readonly id: string;
  readonly run_id: RunId;
  readonly name: string;
  readonly args: JsonText<OpenQuestion['args']>;
  readonly behind: boolean;
  readonly next_seq: number | null;
}

function openQuestion({ shard, id, run_id: runId, name, args, behind, next_seq }: QuestionRow): OpenQuestion {
  return { shard, id, runId, name, args: fromJson(args), isBehind: behind, nextSeq: next_seq ?? 1 };
}
