// From where on the inbox is read. Ids are made by database time as rows are written, and become visible when their transaction commits, so that
// out of order: a reading goes some way behind the moment at which the last one of its kind began.
//
// near  again and again: what was on its way for no longer than transactions take. This is all there is, as good as always.
// far   once a second, or when somebody has seen that there is more: what was on its way for some seconds.
// all   when shards were gained, and every half minute; less often where that takes long, since somebody holds a snapshot and what was consumed stays.
//
// Each counts from a reading of its own kind, or one that goes farther, so what one of them hasn't seen lies before none of the next. By time, not by the
// newest row that was seen: an owner for whom nothing comes would begin at the start each time, and pass over all that others have consumed.
import type { InboxId } from '@baton/core';
import type { OwnerLimits } from './types.ts';

export type Reach = 'near' | 'far' | 'all';

const FAR_EVERY_MS = 1_000;
/** No more of the time goes into reading everything. */
const SHARE_OF_ALL = 1 / 50;

export class InboxCursor {
  private readonly limits: Pick<OwnerLimits, 'fullScanMs' | 'overlapMs' | 'nearOverlapMs'>;
  /** When the last readings that went so far began, by the database's clock or a little behind it. */
  private readonly beganMs: Record<Reach, number> = { near: -Infinity, far: -Infinity, all: -Infinity };
  private wanted: Reach = 'all';
  private allEveryMs: number;

  constructor(limits: InboxCursor['limits']) {
    this.limits = limits;
    this.allEveryMs = limits.fullScanMs;
  }

  /** All rows until here have been read; `null`: who knows. */
  get readUntil(): InboxId | null {
    return this.wanted === 'all' ? null : this.after('far');
  }

  /** The next reading goes so far. */
  want(reach: Reach): void {
    this.wanted = farther(this.wanted, reach);
  }

  /** What a reading that begins now has to reach. */
  reachAt(nowMs: number): Reach {
    if (this.wanted === 'all' || nowMs - this.beganMs.all >= this.allEveryMs) return 'all';
    return this.wanted === 'far' || nowMs - this.beganMs.far >= FAR_EVERY_MS ? 'far' : 'near';
  }

  /** Where such a reading begins; `null`: at the start. */
  after(reach: Reach): InboxId | null {
    if (reach === 'all') return null;
    const overlapMs = reach === 'far' ? this.limits.overlapMs : this.limits.nearOverlapMs;
    return firstIdOf(this.beganMs[reach] - overlapMs);
  }

  /** It is on its way: what is wanted from now on is another. */
  begin(): void {
    this.wanted = 'near';
  }

  /** It has read everything. Call `want` if it has not. */
  done(reach: Reach, beganMs: number, endedMs: number): void {
    if (reach === 'all') {
      this.allEveryMs = Math.max(this.limits.fullScanMs, (endedMs - beganMs) / SHARE_OF_ALL);
    }
    for (const kind of reaches.slice(0, reaches.indexOf(reach) + 1)) this.beganMs[kind] = beganMs;
  }
}

const reaches: readonly Reach[] = ['near', 'far', 'all'];

function farther(a: Reach, b: Reach): Reach {
  return reaches.indexOf(a) > reaches.indexOf(b) ? a : b;
}

/** Before all ids of that millisecond. */
function firstIdOf(atMs: number): InboxId | null {
  if (!(atMs > 0)) return null;
  const time = Math.floor(atMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000` as InboxId;
}
