// Which of the activities that wait begin now: by priority, then by whose turn it is, then by age, as far as limits leave room.
//
// Whose turn it is: start-time fair queuing. Each key has a pass, which grows by 1/weight with each of its starts; the smallest goes first.
// A key that comes back after a rest begins at the queue's virtual time (the pass of the last that went), so it saves up nothing.
import type { AppliedLimit, Lane } from './lane.ts';

/** The order of what is alike otherwise: smaller first. */
export interface Candidate<Row> {
  readonly row: Row;
  readonly queue: string;
  readonly lane: Lane;
  /** 1 to 5, higher first. */
  readonly priority: number;
  readonly order: number;
  readonly limits: readonly AppliedLimit[];
}

/** A counter, as it is now: of one limit. */
export interface Counter {
  readonly used: number;
  /** Starts saved up at `refilledAtMs`; `null`: never counted. */
  readonly tokens: number | null;
  readonly refilledAtMs: number;
}

/** Of one queue. Activities without a fairness key are together one key, named ''. */
export interface Shares {
  readonly virtual: number;
  readonly passes: ReadonlyMap<string, number>;
}

export interface Room {
  readonly nowMs: number;
  /** By id; a counter that is not there is unused. */
  readonly counters: ReadonlyMap<string, Counter>;
  /** By queue. */
  readonly shares: ReadonlyMap<string, Shares>;
  /** A suspect runs on this worker already. */
  readonly hasSuspect: boolean;
}

export interface Turn {
  readonly queue: string;
  readonly key: string;
  /** Before and after: the pass grew from `from` to `to`. */
  readonly from: number;
  readonly to: number;
}

export interface Choice<Row> {
  readonly candidate: Candidate<Row>;
  readonly turn: Turn;
}

/** How many more may begin under this limit now. */
export function roomUnder(
  { rule: { settings } }: AppliedLimit,
  counter: Counter | undefined,
  nowMs: number,
): number {
  const places = settings.maxConcurrent === null ? Infinity : settings.maxConcurrent - (counter?.used ?? 0);
  const starts =
    settings.perSecond === null ? Infinity : Math.floor(tokensAt(settings, counter, nowMs) + 1e-9);
  return Math.max(0, Math.min(places, starts));
}

/** What has been saved up by now. A counter that is new begins full. */
export function tokensAt(
  { perSecond, burst }: AppliedLimit['rule']['settings'],
  counter: Counter | undefined,
  nowMs: number,
): number {
  if (counter === undefined || counter.tokens === null || perSecond === null) return burst;
  const grown = (Math.max(0, nowMs - counter.refilledAtMs) / 1_000) * perSecond;
  return Math.min(burst, counter.tokens + grown);
}

/** At most `count` of the candidates, in the order in which they begin. */
export function choose<Row>(
  candidates: readonly Candidate<Row>[],
  room: Room,
  count: number,
): readonly Choice<Row>[] {
  const heads = laneQueues(candidates);
  const left = new Map<string, number>();
  const passes = new Passes(room.shares);
  let hasSuspect = room.hasSuspect;
  const chosen: Choice<Row>[] = [];
  const mayBegin = ({ limits, lane }: Candidate<Row>): boolean =>
    !(lane.suspect && hasSuspect) && limits.every((limit) => leftUnder(limit, room, left) > 0);
  while (chosen.length < count) {
    const next = first(heads, mayBegin, passes);
    if (next === null) break;
    const candidate = next.shift();
    if (candidate === undefined) break;
    for (const limit of candidate.limits) left.set(limit.id, leftUnder(limit, room, left) - 1);
    hasSuspect ||= candidate.lane.suspect;
    chosen.push({ candidate, turn: passes.take(candidate) });
  }
  return chosen;
}

function leftUnder(limit: AppliedLimit, { counters, nowMs }: Room, left: Map<string, number>): number {
  return left.get(limit.id) ?? roomUnder(limit, counters.get(limit.id), nowMs);
}

/** What waits together, best first. */
function laneQueues<Row>(candidates: readonly Candidate<Row>[]): Candidate<Row>[][] {
  const lanes = new Map<string, Candidate<Row>[]>();
  for (const candidate of candidates) {
    const { queue, lane } = candidate;
    const id = `${queue} ${lane.name} ${lane.limitKey ?? ''} ${lane.fairnessKey ?? ''} ${lane.weight} ${lane.suspect}`;
    const waiting = lanes.get(id);
    if (waiting === undefined) lanes.set(id, [candidate]);
    else waiting.push(candidate);
  }
  for (const waiting of lanes.values()) waiting.sort((a, b) => b.priority - a.priority || a.order - b.order);
  return [...lanes.values()];
}

function first<Row>(
  lanes: readonly Candidate<Row>[][],
  mayBegin: (candidate: Candidate<Row>) => boolean,
  passes: Passes,
): Candidate<Row>[] | null {
  let best: Candidate<Row>[] | null = null;
  for (const lane of lanes) {
    const [head] = lane;
    if (head === undefined || !mayBegin(head)) continue;
    const [leader] = best ?? [];
    if (leader === undefined || isBefore(head, leader, passes)) best = lane;
  }
  return best;
}

function isBefore<Row>(a: Candidate<Row>, b: Candidate<Row>, passes: Passes): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  // Only within one queue does a turn mean something.
  const turns = a.queue === b.queue ? passes.of(a) - passes.of(b) : 0;
  return turns === 0 ? a.order < b.order : turns < 0;
}

/** The passes while choices are made. */
class Passes {
  private readonly shares: ReadonlyMap<string, Shares>;
  private readonly virtual = new Map<string, number>();
  private readonly grown = new Map<string, number>();

  constructor(shares: ReadonlyMap<string, Shares>) {
    this.shares = shares;
  }

  of({ queue, lane }: Candidate<unknown>): number {
    const shares = this.shares.get(queue);
    const key = lane.fairnessKey ?? '';
    const own = this.grown.get(`${queue} ${key}`) ?? shares?.passes.get(key) ?? 0;
    return Math.max(own, this.virtual.get(queue) ?? shares?.virtual ?? 0);
  }

  take(candidate: Candidate<unknown>): Turn {
    const { queue, lane } = candidate;
    const key = lane.fairnessKey ?? '';
    const from = this.of(candidate);
    const to = from + 1 / lane.weight;
    this.grown.set(`${queue} ${key}`, to);
    this.virtual.set(queue, from);
    return { queue, key, from, to };
  }
}
