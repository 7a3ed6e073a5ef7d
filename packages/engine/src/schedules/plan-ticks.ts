// What becomes of the ticks of a schedule: pure, so that the same rows and the same time give the same plan in every process.
import {
  actsAt,
  nextTick,
  type Actor,
  type OverlapPolicy,
  tickWorkflowId,
  type ScheduleSpec,
} from '@baton/core';

export type TickOrigin = 'tick' | 'trigger' | 'backfill';

/** Something that a schedule has to start. */
export interface Tick {
  readonly tickMs: number;
  readonly origin: TickOrigin;
  readonly workflowId: string;
  /** Who asked; null: the clock. */
  readonly by: Actor | null;
  /** A trigger with the same key is the same trigger. */
  readonly key: string | null;
}

/** What a schedule's row says that decides about its ticks. */
export interface ScheduleState {
  readonly scheduleId: string;
  readonly spec: ScheduleSpec;
  readonly overlap: OverlapPolicy;
  readonly catchUpMs: number;
  /** How many more ticks may start a run; null: any number. */
  readonly remaining: number | null;
  /** Null: paused, or there is none any more. */
  readonly nextTickMs: number | null;
  /** Starts as soon as no run is open. */
  readonly waiting: Tick | null;
}

/** Ticks that start nothing: neighbours with the same fate are one span. */
export interface TickSpan {
  readonly origin: TickOrigin;
  readonly outcome: 'skipped' | 'missed';
  readonly fromMs: number;
  readonly untilMs: number;
  readonly count: number;
  readonly by: Actor | null;
  readonly key: string | null;
}

export interface TickPlan {
  readonly starts: readonly Tick[];
  readonly spans: readonly TickSpan[];
  /** Ask the runs that are open to stop. */
  readonly cancelsOpen: boolean;
  readonly waiting: Tick | null;
  readonly remaining: number | null;
  readonly nextTickMs: number | null;
  /** When somebody has to look again; null: never. */
  readonly dueAtMs: number | null;
}

/** In one transaction, so that a long absence is made up in short ones. */
export const MAX_STARTS = 100;
const MAX_TICKS = 1_000;
/** How soon it is noticed at the latest that the run is over which a tick waits for; usually a hint tells at once. */
const RECHECK_MS = 2_000;

/** The ticks that are due. `isOpen`: a run of this schedule is open. */
export function planDue(schedule: ScheduleState, nowMs: number, isOpen: boolean): TickPlan {
  const { ticks, nextTickMs } = dueTicks(schedule, nowMs);
  const late = ticks.filter(({ tickMs }) => nowMs - tickMs > schedule.catchUpMs);
  const { gate, queue } = begin(schedule, isOpen, ticks.slice(late.length));
  const left = admitWhile(gate, queue, schedule);
  const next = left === null ? nextTickMs : left === 'noneRemain' ? null : left.tickMs;
  return finish(schedule, gate, { nextTickMs: next, nowMs, missed: late });
}

export interface AskedFor {
  readonly overlap: OverlapPolicy;
  readonly nowMs: number;
  readonly isOpen: boolean;
}

/** Ticks that somebody asked for: a trigger, a backfill. Their own overlap policy holds; the schedule's next tick stays. */
export function planAsked(
  schedule: ScheduleState,
  ticks: readonly Tick[],
  { overlap, nowMs, isOpen }: AskedFor,
): TickPlan {
  const asked = { ...schedule, overlap };
  const { gate, queue } = begin(asked, isOpen, ticks);
  for (const tick of queue) admit(gate, tick, overlap);
  return finish(asked, gate, { nextTickMs: schedule.nextTickMs, nowMs, missed: [] });
}

/** The first tick after an instant, and when to look for it. */
export function armed(
  { scheduleId, spec }: Pick<ScheduleState, 'scheduleId' | 'spec'>,
  afterMs: number,
): Pick<TickPlan, 'nextTickMs' | 'dueAtMs'> {
  const nextTickMs = nextTick(spec, afterMs);
  return { nextTickMs, dueAtMs: nextTickMs === null ? null : actsAt(scheduleId, spec, nextTickMs) };
}

function dueTicks(schedule: ScheduleState, nowMs: number) {
  const { scheduleId, spec } = schedule;
  const ticks: Tick[] = [];
  let tickMs = schedule.nextTickMs;
  while (tickMs !== null && ticks.length < MAX_TICKS && actsAt(scheduleId, spec, tickMs) <= nowMs) {
    ticks.push(clockTick(scheduleId, tickMs));
    tickMs = nextTick(spec, tickMs);
  }
  return { ticks, nextTickMs: tickMs };
}

/** What the clock asks for. */
export function clockTick(scheduleId: string, tickMs: number): Tick {
  return { tickMs, origin: 'tick', workflowId: tickWorkflowId(scheduleId, tickMs), by: null, key: null };
}

/** What has been decided so far. */
interface Gate {
  isOpen: boolean;
  waiting: Tick | null;
  readonly starts: Tick[];
  readonly dropped: Tick[];
}

/** The tick that waits goes first, if nothing is in its way any more. */
function begin(
  { waiting, overlap }: ScheduleState,
  isOpen: boolean,
  ticks: readonly Tick[],
): { readonly gate: Gate; readonly queue: readonly Tick[] } {
  const isReady = waiting !== null && (!isOpen || overlap === 'allow');
  const queue = isReady ? [waiting, ...ticks] : ticks;
  const gate: Gate = { isOpen, waiting: isReady ? null : waiting, starts: [], dropped: [] };
  if (overlap !== 'cancelOther') return { gate, queue };
  // Each would cancel the one before: of several at once only the last is worth starting.
  gate.dropped.push(...queue.slice(0, -1));
  return { gate, queue: queue.slice(-1) };
}

/** Null: all are admitted. Else the tick to go on from in the next transaction, or that no more may start. */
function admitWhile(
  gate: Gate,
  queue: readonly Tick[],
  { waiting, remaining, overlap }: ScheduleState,
): Tick | 'noneRemain' | null {
  for (const tick of queue) {
    // What waited had its place already.
    if (tick !== waiting && roomOf(gate, remaining, overlap) <= 0) return 'noneRemain';
    if (gate.starts.length >= MAX_STARTS) return tick;
    admit(gate, tick, overlap);
  }
  return roomOf(gate, remaining, 'skip') <= 0 ? 'noneRemain' : null;
}

function admit(gate: Gate, tick: Tick, overlap: OverlapPolicy): void {
  if (!gate.isOpen || overlap === 'allow') {
    gate.starts.push(tick);
    gate.isOpen = true;
  } else if (overlap === 'skip' || (overlap === 'bufferOne' && gate.waiting !== null)) {
    gate.dropped.push(tick);
  } else {
    // The newest replaces the one that waits.
    if (gate.waiting !== null) gate.dropped.push(gate.waiting);
    gate.waiting = tick;
  }
}

/** How many more ticks of the clock may be admitted. One that waits counts as started, unless the next one replaces it. */
function roomOf(gate: Gate, remaining: number | null, overlap: OverlapPolicy): number {
  if (remaining === null) return Infinity;
  const waits = gate.waiting?.origin === 'tick' && overlap !== 'cancelOther' ? 1 : 0;
  return remaining - startedByClock(gate) - waits;
}

function startedByClock({ starts }: Gate): number {
  return starts.filter(({ origin }) => origin === 'tick').length;
}

interface Ending {
  readonly nextTickMs: number | null;
  readonly nowMs: number;
  readonly missed: readonly Tick[];
}

function finish(schedule: ScheduleState, gate: Gate, { nextTickMs, nowMs, missed }: Ending): TickPlan {
  const { scheduleId, spec, overlap, remaining } = schedule;
  const { starts, waiting, dropped, isOpen } = gate;
  const dues = [
    ...(nextTickMs === null ? [] : [actsAt(scheduleId, spec, nextTickMs)]),
    ...(waiting === null ? [] : [nowMs + RECHECK_MS]),
  ];
  return {
    starts,
    spans: [...spansOf(missed, 'missed'), ...spansOf(dropped, 'skipped')],
    cancelsOpen: overlap === 'cancelOther' && waiting !== null && isOpen,
    waiting,
    remaining: remaining === null ? null : Math.max(0, remaining - startedByClock(gate)),
    nextTickMs,
    dueAtMs: dues.length === 0 ? null : Math.min(...dues),
  };
}

/** Ticks of the clock in a row are one span; what somebody asked for stands alone, with who it was. */
function spansOf(ticks: readonly Tick[], outcome: TickSpan['outcome']): readonly TickSpan[] {
  const spans: TickSpan[] = [];
  for (const { tickMs, origin, by, key } of ticks) {
    const last = spans.at(-1);
    if (last?.origin === origin && origin !== 'trigger') {
      spans[spans.length - 1] = { ...last, untilMs: tickMs, count: last.count + 1 };
    } else {
      spans.push({ origin, outcome, fromMs: tickMs, untilMs: tickMs, count: 1, by, key });
    }
  }
  return spans;
}
