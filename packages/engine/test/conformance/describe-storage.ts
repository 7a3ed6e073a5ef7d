// What every storage promises, as tests: the same on memory and on Postgres. For tests only (`@baton/engine/conformance`).
import { afterAll, beforeAll, describe } from 'vitest';
import { describeActivities } from './activities.ts';
import { describeAttempts } from './attempts.ts';
import { describeCancellation } from './cancellation.ts';
import { describeClosing } from './closing.ts';
import { describeCommit } from './commit.ts';
import { describeHeartbeats } from './heartbeats.ts';
import { describeHostResources } from './host-resources.ts';
import { describeHumanTasks } from './human-tasks.ts';
import { describeInbox } from './inbox.ts';
import { describeLeases } from './leases.ts';
import { describeLooks } from './looks.ts';
import { describeOutbox } from './outbox.ts';
import { describeOverdue } from './overdue.ts';
import { describeQuestions } from './questions.ts';
import { describeReaping } from './reaping.ts';
import { describeResets } from './resets.ts';
import { describeRuns } from './runs.ts';
import { describeSessionAdmission } from './session-admission.ts';
import { describeSessionBuilds } from './session-builds.ts';
import { describeSessionEnds } from './session-ends.ts';
import { describeSessionReturns } from './session-returns.ts';
import { describeLimitLaws } from './limit-laws.ts';
import { describeLimits } from './limits.ts';
import { describeLostClaims } from './lost-claims.ts';
import { describePoison } from './poison.ts';
import { describeTurns } from './turns.ts';
import { describeTimers } from './timers.ts';
import type { StorageUnderTest } from './under-test.ts';

export {
  anySessionSteps,
  licencesTaken,
  sessionScene,
  takenBy,
  takeSessionStep,
  type SessionScene,
} from './session-steps.ts';

export type { StorageUnderTest } from './under-test.ts';

/**
 * Runs the whole suite on what `make` answers; it is made once and closed at the end. Tests use names of their own, so a storage that
 * others use, too, will do, as long as nobody else sweeps or reaps in it.
 */
export function describeStorage(name: string, make: () => Promise<StorageUnderTest>): void {
  describe(`${name} keeps the promises of the storage port`, () => {
    let made: StorageUnderTest | null = null;
    beforeAll(async () => {
      made = await make();
    });
    afterAll(async () => {
      await made?.storage.close();
    });
    const given = (): StorageUnderTest => {
      if (made === null) throw new TypeError('The storage is made before the first test');
      return made;
    };
    for (const describeTopic of topics) describeTopic(given);
  });
}

const topics = [
  describeRuns,
  describeInbox,
  describeCommit,
  describeClosing,
  describeOutbox,
  describeTimers,
  describeActivities,
  describeAttempts,
  describeLostClaims,
  describeCancellation,
  describeHeartbeats,
  describeOverdue,
  describeLeases,
  describeLooks,
  describeReaping,
  describeSessionAdmission,
  describeHostResources,
  describeSessionBuilds,
  describeSessionEnds,
  describeSessionReturns,
  describeHumanTasks,
  describeQuestions,
  describeLimits,
  describeLimitLaws,
  describeTurns,
  describePoison,
  describeResets,
];
