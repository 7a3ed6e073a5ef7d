// Token buckets in memory, one per caller. Each process counts for itself: the limits keep it alive, they are no quota.
import { ApiError } from '../errors.ts';

export interface RateLimit {
  /** How much may come at once. */
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #buckets = new Map<string, Bucket>();
  readonly #nowMs: () => number;

  constructor(limit: RateLimit, nowMs: () => number) {
    this.#limit = limit;
    this.#nowMs = nowMs;
  }

  /** Takes `cost` from the caller's bucket. @throws {ApiError} RATE_LIMITED, with `retryAfterS` in its details. */
  take(who: string, cost = 1): void {
    const bucket = this.#fill(who);
    if (bucket.tokens < cost) {
      const retryAfterS = Math.ceil((cost - bucket.tokens) / this.#limit.perSecond);
      throw new ApiError('RATE_LIMITED', `Too many requests; try again in ${retryAfterS} s`, {
        details: { retryAfterS },
      });
    }
    bucket.tokens -= cost;
  }

  /** Gives back what an honest call took, e.g. a sign-in that succeeded. */
  refund(who: string, cost = 1): void {
    const bucket = this.#fill(who);
    bucket.tokens = Math.min(this.#limit.burst, bucket.tokens + cost);
  }

  #fill(who: string): Bucket {
    const nowMs = this.#nowMs();
    const old = this.#buckets.get(who);
    // At 10,000 buckets the full ones (who have been quiet) are dropped; they'd start full again anyway.
    if (old === undefined && this.#buckets.size >= 10_000) this.#dropFull(nowMs);
    const bucket = old ?? { tokens: this.#limit.burst, atMs: nowMs };
    bucket.tokens = this.#refilled(bucket, nowMs);
    bucket.atMs = nowMs;
    this.#buckets.set(who, bucket);
    return bucket;
  }

  #refilled(bucket: Bucket, nowMs: number): number {
    const earned = (Math.max(0, nowMs - bucket.atMs) / 1000) * this.#limit.perSecond;
    return Math.min(this.#limit.burst, bucket.tokens + earned);
  }

  #dropFull(nowMs: number): void {
    for (const [who, bucket] of this.#buckets) {
      if (this.#refilled(bucket, nowMs) >= this.#limit.burst) this.#buckets.delete(who);
    }
    // Ten thousand callers at once is an attack by addresses: forget the oldest, rather than all memory.
    for (const who of this.#buckets.keys()) {
      if (this.#buckets.size < 9_000) return;
      this.#buckets.delete(who);
    }
  }
}
