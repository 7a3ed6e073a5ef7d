// What the methods of the storage share.
import type { ClaimFloor } from './activities/claim-floor.ts';
import type { DeadlineFloor } from './activities/deadline-floor.ts';
import type { Database } from './connection/database.ts';
import type { DatabaseClock } from './connection/time.ts';
import type { OutboxFloor } from './runs/outbox-floor.ts';
import type { Flusher } from './flush/flusher.ts';
import type { Hints } from './hints/hints.ts';

export interface Parts {
  readonly db: Database;
  /** Of its own, so that nothing slow stands before a lease. */
  readonly leases: Database;
  /** For claims and ends of activities: their plans are made once. */
  readonly claims: Database;
  readonly floor: ClaimFloor;
  readonly deadlines: DeadlineFloor;
  readonly outbox: OutboxFloor;
  readonly flusher: Flusher;
  readonly hints: Hints;
  readonly clock: DatabaseClock;
  /** A time-ordered id by the database's clock. */
  readonly newId: () => string;
}
