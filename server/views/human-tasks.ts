import type { HumanTaskRecord } from '@baton/engine';

export interface TaskItem extends HumanTaskRecord {
  /** The design's or workflow's name for people. */
  readonly workflowName: string;
  readonly requestedByName: string | null;
  readonly claimedByName: string | null;
  readonly decidedByName: string | null;
  readonly mayDecide: boolean;
  /** Why this person may (or may not) decide, in words. */
  readonly whyYou: string;
  /** Deciding would be recorded as an administrator's override. */
  readonly isOverride: boolean;
}
export interface TaskPage {
  readonly items: readonly TaskItem[];
  readonly nextCursor: string | null;
}

export interface TaskEvent {
  readonly id: string;
  readonly atMs: number;
  /** `overridden`: decided by an administrator whom it was not assigned to. */
  readonly kind: 'claimed' | 'unclaimed' | 'decided' | 'failed' | 'commented' | 'overridden';
  readonly by: string;
  readonly byName: string;
  /** A comment's text, a decision's outcome. */
  readonly text: string;
}
export interface TaskDetail {
  readonly task: TaskItem;
  readonly events: readonly TaskEvent[];
}

export interface DecideAnswer {
  readonly accepted: true;
  /** The same idempotency key was accepted before. */
  readonly repeated: boolean;
}
/** Open tasks; 100 means as many or more. */
export interface TaskCounts {
  readonly mine: number;
  readonly all: number;
  readonly overdue: number;
}
