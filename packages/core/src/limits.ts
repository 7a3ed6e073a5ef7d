// Limits on how much runs at a time, and how often something starts, over all workers of a deployment.
import { ValidationError } from './errors.ts';

/** What a limit is on: a task queue, activities of one name, or activities with one `limitKey`. */
export type LimitScope = 'queue' | 'activity' | 'key';

export interface LimitSettings {
  /** Attempts that may be open at the same time; `null`: any number. */
  readonly maxConcurrent: number | null;
  /** Attempts that may start in a second, on average; `null`: any number. */
  readonly perSecond: number | null;
  /** Starts that may come at once after a rest. At least 1. */
  readonly burst: number;
  /** Whether an attempt that waits for its completion from outside (`makeAsync`) keeps its place. */
  readonly whileAsync: 'hold' | 'free';
}

/** A limit that something waits for, as it is now. */
export interface LimitView {
  readonly scope: LimitScope;
  readonly name: string;
  readonly inUse: number;
  readonly maxConcurrent: number | null;
  readonly perSecond: number | null;
}

/** What is given to set a limit. */
export interface LimitOptions {
  /** Attempts that may be open at the same time, 0 to 1,000,000. 0 stops all new starts. */
  readonly maxConcurrent?: number;
  /** Attempts that may start in a second, on average; 0.001 to 100,000. */
  readonly perSecond?: number;
  /** Starts that may come at once after a rest. Default: those of a second, at least 1. */
  readonly burst?: number;
  /**
   * What becomes of the place of an attempt that has gone async: `hold` (default) keeps it until it is completed, since what the limit protects
   * is usually still at work; `free` gives it back when the handler returns.
   */
  readonly whileAsync?: 'hold' | 'free';
}

/** The limit on every key that has none of its own. */
export const ANY_KEY = '*';

/** @throws {ValidationError} that names the field. */
export function limitSettings(options: LimitOptions, path = 'limit'): LimitSettings {
  const { maxConcurrent = null, perSecond = null, burst, whileAsync = 'hold' } = options;
  if (maxConcurrent === null && perSecond === null) {
    throw new ValidationError('give maxConcurrent, perSecond, or both', path);
  }
  for (const [field, check] of Object.entries(checks))
    refuseWrong(options, field as keyof LimitOptions, check, path);
  return { maxConcurrent, perSecond, burst: burst ?? burstOf(perSecond), whileAsync };
}

/** What a second brings. */
function burstOf(perSecond: number | null): number {
  return Math.max(1, Math.ceil(perSecond ?? 1));
}

function refuseWrong(options: LimitOptions, field: keyof LimitOptions, check: Check, path: string): void {
  const found = options[field];
  if (found === undefined || check.isRight(found)) return;
  throw new ValidationError(`wanted ${check.wanted}, found ${found}`, `${path}.${field}`);
}

interface Check {
  readonly wanted: string;
  readonly isRight: (found: unknown) => boolean;
}

const checks: Readonly<Record<keyof LimitOptions, Check>> = {
  maxConcurrent: { wanted: 'a whole number from 0 to 1,000,000', isRight: (found) => isWhole(found, 0) },
  perSecond: {
    wanted: 'a number from 0.001 to 100,000',
    isRight: (found) => typeof found === 'number' && found >= 0.001 && found <= 100_000,
  },
  burst: { wanted: 'a whole number from 1 to 1,000,000', isRight: (found) => isWhole(found, 1) },
  whileAsync: { wanted: 'hold or free', isRight: (found) => found === 'hold' || found === 'free' },
};

/** A key that activities are grouped by. @throws {ValidationError} */
export function keyText(key: string, path: string): string {
  // Control characters separate the parts of what the storage orders by.
  // eslint-disable-next-line no-control-regex
  if (typeof key !== 'string' || key === '' || key.length > 200 || /[\u0000-\u001f]/.test(key)) {
    throw new ValidationError('wanted 1 to 200 characters, none of them a control character', path);
  }
  return key;
}

function isWhole(value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= 1_000_000;
}
