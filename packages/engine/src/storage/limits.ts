// Limits on attempts, and who waits for them.
import type { Actor, LimitScope, LimitSettings } from '@baton/core';

/** `code`: declared by workers when they register. `operator`: set by a person; where both are, the person's holds. */
export type LimitSource = 'code' | 'operator';

export interface LimitRule {
  readonly scope: LimitScope;
  /** The task queue, the activity's name, or the key. `*` as a key: each key that has no rule of its own. */
  readonly name: string;
  readonly settings: LimitSettings;
}

export interface LimitRecord extends LimitRule {
  readonly source: LimitSource;
  /** What the code of workers says, where a person has set something else. */
  readonly declared: LimitSettings | null;
  readonly setBy: Actor | null;
  /** Open attempts that hold a place. For `*`: of all keys together. */
  readonly inUse: number;
  /** Activities that could begin but for a limit or a free worker; counted up to 1,000. */
  readonly waiting: number;
}

/** Of what a worker registers for: what its code says of limits. `null`: its code sets none (any more). */
export interface DeclaredLimit {
  readonly scope: 'queue' | 'activity';
  readonly name: string;
  readonly settings: LimitSettings | null;
}
