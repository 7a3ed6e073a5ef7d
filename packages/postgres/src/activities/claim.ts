// Claims: what is in no lane by one statement, which is all there is as long as nobody sets limits or keys. What waits in lanes is chosen among
// their heads, with the counters of their limits locked.
//
// plain  from the start. Whether there are lanes is looked at when the claim did not fill the worker, else a few times a second.
// lanes  as long as there are some: heads of both kinds are candidates, in one order.
import type { WorkerId } from '@baton/core';
import {
  choose,
  limitsBy,
  parseLane,
  SUSPECT_AFTER,
  type ActivityTask,
  type Candidate,
  type Choice,
  type LimitsOf,
} from '@baton/engine';
import type { Runs } from '../connection/database.ts';
import { textArray } from '../flush/columns.ts';
import { lockRoom, takePlaces } from '../limits/counters.ts';
import { fullLanes } from '../limits/full-lanes.ts';
import { readRules } from '../limits/rules.ts';
import { sharesOf, takeTurns } from '../limits/shares.ts';
import type { Parts } from '../parts.ts';
import { allShards } from '../shards.ts';
import { activityTask, type ActivityKey, type TaskRow } from './rows.ts';

export interface Claim {
  readonly workerId: WorkerId;
  readonly queues: readonly string[];
  readonly names: readonly string[];
  readonly limit: number;
  readonly claim: number | null;
}

interface Floored extends Claim {
  /** What waits for longer is not looked for: there is nothing. */
  readonly floor: string | null;
}

/** A saturated worker looks for lanes so often. */
const LOOK_MS = 100;
/** Lanes of shards that one claim looks at; the next begins at another shard. */
const MOST_LANES = 2_000;
const RULES_FRESH_MS = 1_000;

export function makeClaims(parts: Parts): (claim: Claim) => Promise<readonly ActivityTask[]> {
  let hasLanes = false;
  let lookedAtMs = -Infinity;
  let wasShort = true;
  const { floor } = parts;
  let rules: { readonly atMs: number; readonly limitsOf: LimitsOf } | null = null;
  parts.hints.on((hint) => {
    if (hint.kind === 'limit' && hint.changed) rules = null;
  });

  async function limitsNow(): Promise<LimitsOf> {
    if (rules !== null && performance.now() - rules.atMs < RULES_FRESH_MS) return rules.limitsOf;
    const limitsOf = limitsBy(await readRules(parts.claims));
    rules = { atMs: performance.now(), limitsOf };
    return limitsOf;
  }

  /** Whether lanes are waiting decides how this claim and the next are made. */
  async function lookAtLanes(claim: Claim): Promise<readonly LaneRow[]> {
    lookedAtMs = performance.now();
    const lanes = await waitingLanes(parts, claim);
    hasLanes = lanes.length > 0;
    return lanes.filter(({ lane }) => claim.names.includes(parseLane(lane).name));
  }

  async function rowsOf(claim: Floored): Promise<readonly TaskRow[]> {
    if (hasLanes) return byLanes(claim, await lookAtLanes(claim), true);
    // Both at once where time is what counts; a worker that gets all it asked for looks for lanes now and then.
    const isDue = wasShort || performance.now() - lookedAtMs >= LOOK_MS;
    const [plain, known] = await Promise.all([plainly(parts, claim), isDue ? lookAtLanes(claim) : []]);
    const left = claim.limit - plain.length;
    wasShort = left > 0;
    if (left === 0) return plain;
    const lanes = isDue ? known : await lookAtLanes(claim);
    return [...plain, ...(await byLanes({ ...claim, limit: left }, lanes, false))];
  }

  /** What waits in lanes, among what does not if that was not claimed yet. */
  async function byLanes(
    claim: Floored,
    lanes: readonly LaneRow[],
    withPlain: boolean,
  ): Promise<readonly TaskRow[]> {
    if (lanes.length > 0) return claimHeads(parts, claim, { lanes, limitsOf: await limitsNow() });
    return withPlain ? plainly(parts, claim) : [];
  }

  return async (given) => {
    const rows = await rowsOf({ ...given, floor: floor.of(given.queues, given.names) });
    return [...rows]
      .sort((a, b) => b.priority - a.priority || a.available_at - b.available_at)
      .map(activityTask);
  };
}

let turn = 0;

/** Each claim begins at another shard. */
function rotated(): readonly number[] {
  turn = (turn + 1) % allShards.length;
  return [...allShards.slice(turn), ...allShards.slice(0, turn)];
}

function plainly(
  { claims }: Parts,
  { workerId, queues, names, limit, claim, floor }: Floored,
): Promise<readonly TaskRow[]> {
  return claims.run<TaskRow>('claim-activities', [workerId, rotated(), queues, names, limit, claim, floor]);
}

interface LaneRow {
  readonly shard: number;
  readonly queue: string;
  readonly lane: string;
}

function waitingLanes({ claims }: Parts, { queues }: Claim): Promise<readonly LaneRow[]> {
  return claims.run<LaneRow>('waiting-lanes', [rotated(), queues, MOST_LANES]);
}

interface HeadRow extends ActivityKey {
  readonly queue: string;
  readonly lane: string;
  readonly priority: number;
  readonly available_at: number;
}

interface Heads {
  readonly lanes: readonly LaneRow[];
  readonly limitsOf: LimitsOf;
}

/** Others choose among the same heads: who comes second to all of them looks again. */
const LOOKS = 3;

async function claimHeads(parts: Parts, claim: Floored, heads: Heads): Promise<readonly TaskRow[]> {
  const rows: TaskRow[] = [];
  for (let looks = 0; looks < LOOKS; looks++) {
    const left = { ...claim, limit: claim.limit - rows.length };
    const candidates = await candidatesOf(parts, left, heads);
    if (candidates.length === 0) break;
    const { begun, chosen } = await parts.claims.transaction((tx) => claimChosen(tx, left, candidates));
    rows.push(...begun);
    if (begun.length === chosen) break;
  }
  return rows;
}

async function candidatesOf(
  parts: Parts,
  { workerId, queues, names, limit, floor }: Floored,
  { lanes, limitsOf }: Heads,
): Promise<readonly Candidate<HeadRow>[]> {
  const full = await fullLanes(parts.claims, lanes, limitsOf);
  const open = lanes.filter((row) => !full.has(`${row.queue} ${row.lane}`));
  // Of many lanes a few each are enough to fill the claim; of one, all of it.
  const each = Math.min(limit, Math.ceil((4 * limit) / Math.max(1, open.length)) + 1);
  const [inLanes, plain] = await Promise.all([
    open.length === 0
      ? []
      : parts.claims.run<HeadRow>('lane-heads', [
          workerId,
          open.map(({ shard }) => shard),
          open.map(({ queue }) => queue),
          open.map(({ lane }) => lane),
          each,
        ]),
    parts.claims.run<HeadRow & { readonly name: string }>('plain-heads', [
      workerId,
      rotated(),
      queues,
      names,
      limit,
      ...[null, floor],
    ]),
  ]);
  const all = [...inLanes, ...plain.map((row) => ({ ...row, lane: row.name }))];
  return all.map((row) => {
    const lane = parseLane(row.lane);
    const limits = limitsOf(row.queue, lane);
    return { row, queue: row.queue, lane, priority: row.priority, order: row.available_at, limits };
  });
}

async function claimChosen(
  tx: Runs,
  { workerId, limit, claim }: Claim,
  candidates: readonly Candidate<HeadRow>[],
): Promise<{ readonly begun: readonly TaskRow[]; readonly chosen: number }> {
  const { nowMs, counters } = await lockRoom(tx, candidates);
  const shares = await sharesOf(tx, candidates);
  const hasSuspect = candidates.some(({ lane }) => lane.suspect) && (await runsSuspect(tx, workerId));
  const chosen = choose(candidates, { nowMs, counters, shares, hasSuspect }, limit);
  const keys = chosen.map(({ candidate: { row } }) => row);
  const rows = await tx.run<TaskRow>('claim-chosen', [
    workerId,
    keys.map(({ shard }) => shard),
    keys.map(({ run_id: id }) => id),
    keys.map(({ activity_id: id }) => id),
    chosen.map(heldText),
    claim,
  ]);
  // Others may have been quicker, or have ended: only what has begun takes a place.
  const begun = new Set(rows.map(keyOf));
  const taken = chosen.filter(({ candidate: { row } }) => begun.has(keyOf(row)));
  await takePlaces(tx, taken, { nowMs, counters });
  await takeTurns(tx, taken);
  return { begun: rows, chosen: chosen.length };
}

/** `null` if it needs no place. */
function heldText({ candidate: { limits } }: Choice<HeadRow>): string | null {
  return limits.length === 0 ? null : textArray(limits.map(({ id }) => id));
}

async function runsSuspect(tx: Runs, workerId: WorkerId): Promise<boolean> {
  return (await tx.run('suspects-of-worker', [workerId, allShards, SUSPECT_AFTER])).length > 0;
}

function keyOf({ run_id: runId, activity_id: activityId }: ActivityKey): string {
  return `${runId} ${activityId}`;
}
