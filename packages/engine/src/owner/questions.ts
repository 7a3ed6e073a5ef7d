// Answers questions that other processes ask runs of the owned shards. Reads them when a hint says so and at no other time: who asks, asks
// again while no answer comes.
import { BatonError, RefusedError, type Json } from '@baton/core';
import type { Answer, OpenQuestion, OwnedShards, Storage } from '../storage.ts';
import type { OwnerLogEntry, Scheduler } from './types.ts';

export interface QuestionsDeps {
  readonly storage: Storage;
  readonly scheduler: Scheduler;
  readonly owned: () => OwnedShards;
  readonly log: (entry: OwnerLogEntry) => void;
  /** What the run's code says. */
  readonly ask: (question: OpenQuestion) => Promise<Json>;
}

/** Read at once; each may cost a replay, so no more are in hand at a time. */
const AT_ONCE = 16;
/** What the run was told before the question was asked is usually taken in within milliseconds. */
const BEHIND_GAP_MS = 5;
/** A run that doesn't get on answers from what it has taken in. */
const PATIENCE_MS = 1_000;

export class Questions {
  private readonly deps: QuestionsDeps;
  /** Questions being answered. */
  private readonly inHand = new Set<string>();
  /** How often a run was found behind when it was asked, by question. */
  private readonly waits = new Map<string, number>();
  private reading = false;
  private again = false;
  private stopped = false;

  constructor(deps: QuestionsDeps) {
    this.deps = deps;
  }

  /** There may be a question. */
  poke(): void {
    this.again = true;
    if (!this.reading && !this.stopped) void this.read();
  }

  stop(): void {
    this.stopped = true;
  }

  private async read(): Promise<void> {
    this.reading = true;
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        const owned = this.deps.owned();
        if (owned.size === 0) break;
        const open = await this.deps.storage.openQuestions(owned, 2 * AT_ONCE);
        if (open.length === 0) this.waits.clear();
        for (const question of open) this.take(question);
      }
    } catch (error) {
      this.deps.log({ level: 'warn', message: 'Questions to runs could not be read', error });
    }
    this.reading = false;
  }

  private take(question: OpenQuestion): void {
    const { id } = question;
    // More are read again as soon as one of these is answered.
    if (this.inHand.has(id) || this.inHand.size >= AT_ONCE) return;
    const waits = this.waits.get(id) ?? 0;
    if (question.isBehind && waits * BEHIND_GAP_MS < PATIENCE_MS) {
      this.waits.set(id, waits + 1);
      this.deps.scheduler.after(BEHIND_GAP_MS, () => this.poke());
      return;
    }
    this.waits.delete(id);
    this.inHand.add(id);
    void this.answer(question);
  }

  private async answer(question: OpenQuestion): Promise<void> {
    try {
      await this.deps.storage.answerQuestion(question, await this.answerOf(question));
    } catch (error) {
      // It stays open: who waits for it asks again.
      this.deps.log({ level: 'warn', message: 'A query was not answered', run: question, error });
    }
    const wasFull = this.inHand.size >= AT_ONCE;
    this.inHand.delete(question.id);
    if (wasFull) this.poke();
  }

  private async answerOf(question: OpenQuestion): Promise<Answer> {
    try {
      return { kind: 'value', value: await this.deps.ask(question) };
    } catch (error) {
      // What we have no name for is a failure of this process, and no answer.
      if (!(error instanceof BatonError)) throw error;
      const details = error instanceof RefusedError ? (error.details ?? null) : error.fields();
      return { kind: 'refused', code: error.code, message: error.message, details };
    }
  }
}
