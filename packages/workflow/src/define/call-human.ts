import { checkPayload, type Duration, type HumanDecision, type HumanTaskSpec } from '@baton/core';
import { refused, type ActivityPromise } from '../operations/activity-promise.ts';
import { scheduleActivity } from '../operations/activity.ts';
import { callSite } from '../run/call-site.ts';
import { commandFrame } from '../run/frame.ts';
import { limitsOfRun, recordCall } from './activity-options.ts';

export interface HumanCallOptions {
  /** What is recorded as the activity's input. */
  readonly input?: unknown;
  /** Fails the activity with a `TimeoutError`. Default: a person may take for ever. */
  readonly timeout?: Duration;
}

/**
 * Asks a person, with texts that are ready: nothing in `spec` is read as an expression.
 *
 * For those who render texts themselves, such as the workflow that runs drawn designs; everybody else takes `humanActivity`.
 * @throws as the call of an activity.
 */
export function callHumanActivity(
  name: string,
  spec: HumanTaskSpec,
  options: HumanCallOptions = {},
): ActivityPromise<HumanDecision> {
  const frame = commandFrame(`${name}()`);
  const site = callSite(callHumanActivity);
  try {
    const { timeout } = options;
    const limits = recordCall(
      { ...(timeout === undefined ? {} : { timeout }), retry: { maxAttempts: 1 } },
      limitsOfRun(frame.run),
      true,
    );
    const human = checkPayload(spec, 'human') as unknown as HumanTaskSpec;
    return scheduleActivity(frame, {
      name,
      input: checkPayload(options.input, 'input'),
      human,
      site,
      ...limits,
    });
  } catch (error) {
    return refused(error instanceof Error ? error : new Error(String(error)), site);
  }
}
