// Queries from outside: a process without workflow code asks, whoever owns the run's shard answers (see owner/questions.ts).
import { RefusedError, type Json } from '@baton/core';
import type { Answer, Hint, QuestionRef, RunRecord, Storage } from '../storage.ts';
import { findTarget, followChain, type RunTarget } from './find-open-run.ts';

export interface AskRun {
  readonly name: string;
  readonly args: readonly Json[];
  /** How long the answer may take. */
  readonly timeoutMs: number;
  /** This very run, also if it went on as another (continue-as-new); default: the last of its chain. */
  readonly thisRun?: boolean;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

/** The question is put again this often while nobody answers: hints may be lost, owners may change. */
const AGAIN_MS = 250;
/** A queue without workers for this long has none; one that is being replaced is back by then. */
const NO_WORKER_MS = 2_000;

/**
 * What the run's code answers. It has seen every signal and update that was acknowledged before; it changes nothing.
 *
 * @throws {RunNotFoundError}
 * @throws {RefusedError} `UNKNOWN_QUERY` (with the known names), `QUERY_FAILED` (the handler's words), `NONDETERMINISM`,
 * `WORKFLOW_NOT_REGISTERED`; `NO_WORKER` if nobody works on the run's queue; `QUERY_TIMEOUT`.
 */
export async function askRun(storage: Storage, target: RunTarget, query: AskRun): Promise<Json> {
  const found = await findTarget(storage, target);
  const run = query.thisRun === true ? found : await followChain(storage, found);
  const answer = await answerTo(storage, run, query);
  if (answer.kind === 'value') return answer.value;
  throw new RefusedError(answer.code, answer.message, answer.details);
}

async function answerTo(storage: Storage, run: RunRecord, query: AskRun): Promise<Answer> {
  const { timeoutMs, signal } = query;
  const askedAt = performance.now();
  const answers = hearAnswers(storage);
  let question: QuestionRef | null = null;
  try {
    for (;;) {
      question = await ask(storage, run, query, question);
      await answers.heard(question.id, Math.min(AGAIN_MS, timeoutMs));
      const answer = await storage.takeAnswer(question);
      if (answer !== null) return answer;
      const waitedMs = performance.now() - askedAt;
      if (waitedMs >= Math.min(timeoutMs, NO_WORKER_MS)) await refuseWithoutWorker(storage, run, query);
      if (waitedMs >= timeoutMs || signal?.aborted === true) throw tooLate(run, query);
    }
  } finally {
    answers.stop();
  }
}

async function ask(
  storage: Storage,
  { shard, runId, taskQueue }: RunRecord,
  { name, args, timeoutMs }: AskRun,
  asked: QuestionRef | null,
): Promise<QuestionRef> {
  const again = { shard, runId, taskQueue, name, args, expiresInMs: timeoutMs };
  return { shard, id: await storage.askQuestion({ ...again, id: asked?.id ?? null }) };
}

async function refuseWithoutWorker(
  storage: Storage,
  { taskQueue, workflow }: RunRecord,
  { name }: AskRun,
): Promise<void> {
  const workers = await storage.listWorkers();
  const isThere = workers.some(
    (worker) => worker.state === 'active' && worker.ownsRuns && worker.taskQueues.includes(taskQueue),
  );
  if (isThere) return;
  const message = `No worker runs on task queue ${taskQueue}, so nobody can answer query ${name}: start one that has the workflow ${workflow}`;
  throw new RefusedError('NO_WORKER', message, { taskQueue, workflow });
}

function tooLate({ runId, taskQueue }: RunRecord, { name, timeoutMs }: AskRun): RefusedError {
  const message = `Run ${runId} did not answer query ${name} within ${timeoutMs} ms; the workers of task queue ${taskQueue} may be overloaded or about to stop`;
  return new RefusedError('QUERY_TIMEOUT', message, { taskQueue });
}

interface Answers {
  /** Resolves when that question may have been answered, or the time is over. */
  heard(id: string, atMostMs: number): Promise<void>;
  stop(): void;
}

/** Listening starts before the question is put, so that no answer is missed. */
function hearAnswers(storage: Storage): Answers {
  const early = new Set<string>();
  let waiting: { readonly id: string; readonly wake: () => void } | null = null;
  const stop = storage.onHint((hint: Hint) => {
    if (hint.kind !== 'answer') return;
    if (waiting === null) for (const id of hint.ids) early.add(id);
    else if (hint.ids.includes(waiting.id)) waiting.wake();
  });
  return {
    stop,
    heard: async (id, atMostMs) => {
      const isHere = early.has(id);
      early.clear();
      if (isHere) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, atMostMs);
        waiting = {
          id,
          wake: () => {
            clearTimeout(timer);
            resolve();
          },
        };
      });
      waiting = null;
    },
  };
}
