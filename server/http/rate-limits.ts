// Every limit on how often, in one place.
import { RateLimiter } from './rate-limit.ts';

export interface RateLimits {
  /** Calls of procedures, by caller (person, key), or by address for the anonymous. Each call in a batch counts. */
  readonly calls: RateLimiter;
  readonly anonymous: RateLimiter;
  /** Attempts to sign in, to set up and to accept an invitation, by address; what succeeds is given back. */
  readonly signIn: RateLimiter;
  /** Wrong API keys, by address. */
  readonly wrongKeys: RateLimiter;
}

export function makeRateLimits(nowMs: () => number): RateLimits {
  return {
    calls: new RateLimiter({ burst: 3_000, perSecond: 1_000 }, nowMs),
    anonymous: new RateLimiter({ burst: 100, perSecond: 20 }, nowMs),
    // Ten tries at once, then one each six seconds: 14,400 a day from one address, against 10 characters.
    signIn: new RateLimiter({ burst: 10, perSecond: 1 / 6 }, nowMs),
    wrongKeys: new RateLimiter({ burst: 30, perSecond: 0.5 }, nowMs),
  };
}
