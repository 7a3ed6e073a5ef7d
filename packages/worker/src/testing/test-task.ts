// What people are asked in a test, and how the test answers for them.
import type { Json, JsonObject, RunId } from '@baton/core';
import { claimHumanTask, decideHumanTask, failHumanTask, type HumanTaskRecord } from '@baton/engine';
import type { World } from './world.ts';

export interface DecideOptions {
  readonly comment?: string;
  /** Default `person:test`. Who may decide isn't checked here: that is the server's. */
  readonly by?: string;
}

/** An open task of a person. */
export interface TestTask {
  readonly runId: RunId;
  readonly workflowId: string;
  /** Of the activity. */
  readonly name: string;
  readonly title: string;
  readonly instructions: string | null;
  readonly form: Json;
  readonly outcomes: readonly string[];
  readonly assignees: readonly string[];
  /** What the person sees. */
  readonly context: Json;
  readonly dueAt: Date | null;
  readonly claimedBy: string | null;
  /**
   * Decides, and lets the run go on from it. The form's values are checked as the server checks them.
   * @throws {RefusedError} `UNKNOWN_OUTCOME`, `FORM_INVALID`, `TASK_CLOSED`
   */
  readonly decide: (outcome: string, values?: JsonObject | null, options?: DecideOptions) => Promise<void>;
  /** Fails the activity with a reason. */
  readonly fail: (
    reason: string | { readonly name: string; readonly message: string },
    by?: string,
  ) => Promise<void>;
  readonly claim: (by?: string) => Promise<void>;
}

/** The open tasks of all runs, or of one, the oldest first. */
export async function openTasks(world: World, of?: RunId): Promise<readonly TestTask[]> {
  const { storage } = world;
  const found: TestTask[] = [];
  for (const run of storage.openRuns()) {
    if (of !== undefined && run.runId !== of) continue;
    for (const { activityId, name } of await storage.pendingActivities(run)) {
      const task = await storage.readHumanTask(run, activityId);
      if (task !== null && (task.state === 'open' || task.state === 'claimed'))
        found.push(taskOf(world, name, task));
    }
  }
  return found;
}

function taskOf(world: World, name: string, record: HumanTaskRecord): TestTask {
  const { storage, clock } = world;
  const { spec } = record;
  const deciding = (by = 'person:test') => ({
    by,
    at: new Date(clock.nowMs()).toISOString(),
    idempotencyKey: world.newId(),
  });
  return {
    name,
    runId: record.runId,
    workflowId: record.workflowId,
    title: spec.title,
    instructions: spec.instructions,
    form: spec.form,
    outcomes: spec.outcomes,
    assignees: spec.assignees,
    context: spec.context,
    dueAt: record.dueAtMs === null ? null : new Date(record.dueAtMs),
    claimedBy: record.claimedBy,
    decide: async (outcome, values = null, { comment, by } = {}) => {
      const answer = { outcome, values, ...(comment === undefined ? {} : { comment }) };
      await world.go(decideHumanTask(storage, record, answer, deciding(by)));
    },
    fail: async (reason, by) => {
      await world.go(failHumanTask(storage, record, reason, deciding(by)));
    },
    claim: async (by = 'person:test') => {
      await claimHumanTask(storage, record, { by, actor: by });
    },
  };
}
