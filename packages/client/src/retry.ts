// Trying again what failed on its way. Only where a repeat can do no harm.
import { asCallError, type CallError } from './call-error.ts';

export interface RetryOptions {
  /** How long to try, in milliseconds, from the first try on. 0: once only. Default 30,000. */
  readonly forMs: number;
}

/**
 * `any`: the call may be made twice (it has an idempotency key, or only reads). `unsent`: only if it certainly had no effect.
 */
export type Repeatable = 'any' | 'unsent';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/** @throws {CallError} */
export async function withRetries<T>(
  call: () => Promise<T>,
  repeatable: Repeatable,
  { forMs }: RetryOptions,
): Promise<T> {
  const until = performance.now() + forMs;
  for (let tries = 0; ; tries++) {
    try {
      return await call();
    } catch (thrown) {
      const error = asCallError(thrown);
      const waitMs = waitBefore(error, tries);
      if (!mayRepeat(error, repeatable) || performance.now() + waitMs > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
}

const harmless: ReadonlySet<CallError['code']> = new Set(['RATE_LIMITED', 'UNAVAILABLE', 'OVERLOADED']);

function mayRepeat(error: CallError, repeatable: Repeatable): boolean {
  // The server says that it has done nothing.
  if (harmless.has(error.code)) return true;
  // Proxies say these of servers that are away; whether the call got through is unknown.
  const isLost = error.httpStatus === null || [502, 503, 504].includes(error.httpStatus);
  return isLost && (repeatable === 'any' || neverArrived(error));
}

function neverArrived(error: CallError): boolean {
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && (cause.code === 'ECONNREFUSED' || cause.code === 'ENOTFOUND')) return true;
  }
  return false;
}

/** Doubles, with jitter, so that many clients don't come back at the same moment; longer if the server says so. */
function waitBefore({ details }: CallError, tries: number): number {
  const asked =
    typeof details === 'object' && details !== null && 'retryAfterS' in details ? details['retryAfterS'] : 0;
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (0.5 + Math.random() / 2);
  return typeof asked === 'number' ? Math.max(wait, asked * 1_000 * (1 + Math.random() / 2)) : wait;
}
