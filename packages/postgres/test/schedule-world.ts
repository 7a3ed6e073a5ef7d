// Schedules in a database of their own, looked at by a clock that is given.
import { beforeAll, beforeEach } from 'vitest';
import { decodeEvents, type Cadence, type EventBody, type OverlapPolicy } from '@baton/core';
import type { Fired, ScheduleStore } from '@baton/engine';
import { openedDatabase, type Opened } from './opened.ts';

export const at = (iso: string): number => Date.parse(iso);
export const NOON = at('2026-11-22T12:00:00Z');
export const MINUTE = 60_000;
export const minute = (n: number): number => NOON + n * MINUTE;
const minutely: Cadence = { kind: 'interval', everyMs: MINUTE, offsetMs: 0 };

interface Made {
  readonly id: string;
  readonly overlap?: OverlapPolicy;
  readonly cadence?: Cadence;
  readonly nextTickMs?: number;
  readonly catchUpMs?: number;
  readonly remaining?: number;
  readonly designId?: string;
  readonly input?: unknown;
}

export interface RunRow {
  readonly workflow_id: string;
  readonly status: string;
  readonly started_by: string;
  readonly events: string;
  readonly wakes: number;
}

interface ActionRow {
  readonly outcome: string;
  readonly origin: string;
  readonly count: number;
  readonly tick: string;
  readonly message: string | null;
}

export interface ScheduleWorld {
  readonly database: Opened;
  readonly store: () => ScheduleStore;
  /** A schedule each minute, first due at noon. Answers its id. */
  readonly made: (schedule: Made) => Promise<string>;
  readonly runsOf: (id: string) => Promise<readonly RunRow[]>;
  readonly actionsOf: (id: string) => Promise<readonly ActionRow[]>;
  readonly stateOf: (id: string) => Promise<Record<string, unknown> | undefined>;
  /** Ends the open runs of a schedule. */
  readonly ended: (id: string, status?: string) => Promise<unknown>;
  readonly fire: (nowMs: number, store?: ScheduleStore) => Promise<Fired>;
}

export function scheduleWorld(): ScheduleWorld {
  const database = openedDatabase();
  let store: ScheduleStore | null = null;
  const current = (): ScheduleStore => {
    if (store === null) throw new TypeError('The store is opened before the first test');
    return store;
  };
  beforeAll(async () => {
    store = (await database.open()).schedules;
  });
  // What other tests left is not due any more.
  beforeEach(() =>
    database.rows('update baton.schedule set next_tick_at = null, due_at = null, buffered = null'),
  );
  return {
    database,
    store: current,
    made: (schedule) => insert(database, schedule),
    runsOf: (id) => database.rows<RunRow>(RUNS, [id]),
    actionsOf: (id) => database.rows<ActionRow>(ACTIONS, [id]),
    stateOf: async (id) => (await database.rows(STATE, [id]))[0],
    ended: (id, status = 'completed') => database.rows(END, [id, status]),
    fire: (nowMs, of = current()) => of.fireDue({ also: [], nowMs }),
  };
}

/** The first event. */
export function startOf(run: RunRow | undefined): readonly EventBody[] {
  return run === undefined ? [] : decodeEvents(run.events);
}

async function insert(database: Opened, schedule: Made): Promise<string> {
  const { id, overlap = 'skip', cadence = minutely, nextTickMs = NOON, designId = null } = schedule;
  const spec = { cadence, startAtMs: null, endAtMs: null, jitterMs: 0 };
  await database.rows(
    `insert into baton.schedule (
       id, name, workflow, design_id, task_queue, input, spec, overlap, catch_up_ms, remaining, next_tick_at, due_at, created_by, updated_by
     ) values ($1, $1, $2, $3, 'default', $4, $5, $6, $7, $8, $9, $9, 'person:1', 'person:1')`,
    [
      ...[id, designId === null ? 'report' : null, designId, JSON.stringify(schedule.input ?? { n: 1 })],
      ...[JSON.stringify(spec), overlap, schedule.catchUpMs ?? 3_600_000, schedule.remaining ?? null],
      new Date(nextTickMs),
    ],
  );
  return id;
}

const RUNS = `
  select run.workflow_id, run.status, run.started_by, history.events,
    (select count(*)::int from baton.inbox where inbox.run_id = run.id and kind = 'wake') as wakes
  from baton.run
  join baton.history on history.shard = run.shard and history.run_id = run.id and history.seq = 1
  where run.started_by = 'schedule:' || $1
  order by run.workflow_id`;
const ACTIONS = `
  select outcome, origin, count, to_char(tick_at at time zone 'UTC', 'HH24:MI') as tick, message
  from baton.schedule_action where schedule_id = $1 order by id`;
const STATE = `
  select next_tick_at, due_at, buffered is not null as waits, remaining, started::int, skipped::int, missed::int, failed::int
  from baton.schedule where id = $1`;
const END = `
  update baton.run set status = $2, closed_at = now()
  where started_by = 'schedule:' || $1 and status = 'running'`;
