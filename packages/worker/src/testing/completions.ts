// What services do with tokens, in a test.
import {
  completeActivity,
  failActivity,
  heartbeatActivity,
  reportCancelled,
  type ActivityTarget,
} from '@baton/engine';
import type { TestEnvironment } from './create-test-environment.ts';
import type { World } from './world.ts';

type Completions = Pick<
  TestEnvironment,
  'completeActivity' | 'failActivity' | 'heartbeatActivity' | 'reportCancelled'
>;

export function completions({ storage, clock, tokens, settled, go }: World): Completions {
  const by = 'person:test';
  const target = async (token: string): Promise<ActivityTarget> => {
    const found = tokens.verify(token, clock.nowMs(), 'full');
    await settled();
    return found;
  };
  return {
    completeActivity: async (token, value) => {
      await go(completeActivity(storage, await target(token), { value, by }));
    },
    failActivity: async (token, error) => {
      await go(failActivity(storage, await target(token), { error, by }));
    },
    heartbeatActivity: async (token, details) => {
      const beat = details === undefined ? {} : { details };
      return go(heartbeatActivity(storage, await target(token), beat));
    },
    reportCancelled: async (token) => {
      await go(reportCancelled(storage, await target(token)));
    },
  };
}
