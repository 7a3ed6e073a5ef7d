// What a run's code waits for that no event tells: signals and conditions. For people, and for tests that go no further.
import type { Json } from '@baton/core';
import { authorFrame } from '../run/call-site.ts';
import type { Run } from '../run/run.ts';
import { openConditions } from './condition.ts';
import { awaitedSignals } from './signals.ts';

/** Each workflow answers this query. */
export const WAITS_QUERY = 'baton.waits';

/** The answer of `WAITS_QUERY`. */
export interface Waits {
  /** Names of signals that `expectSignal` waits for. */
  readonly signals: readonly string[];
  /** Where in the author's code a `condition` waits, e.g. `order.ts:12:9`; `null`: unknown. */
  readonly conditions: readonly (string | null)[];
}

export function waitsOf(run: Run): Json {
  const conditions = openConditions(run).map(authorFrame);
  return { signals: awaitedSignals(run), conditions } satisfies Waits;
}
