// Runs a design as the engine does, without one: the test says what happens, the driver records and folds, and replays at the end.
import {
  eventFor,
  foldRows,
  makeRunId,
  runRef,
  shardOf,
  type ActivityId,
  type Command,
  type Design,
  type Failure,
  type HistoryRow,
  type Json,
  type NodeState,
  type RunState,
  type SessionId,
  type StimulusEvent,
  type TimerId,
  type WorkerId,
  type WorkerKey,
  type WorkflowId,
} from '@baton/core';
import { replay, startExecution, turn } from '@baton/workflow';
import { expect } from 'vitest';
import { graphWorkflow } from '../../src/index.ts';

const drain = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const ref = runRef(makeRunId(shardOf('graph-1'), 1_000, new Uint8Array(8).fill(3)));
export const sessionId = (n: number): SessionId => `${ref.runId}/${n}` as SessionId;

type Scheduled = Extract<Command, { type: 'ScheduleActivity' }>;

export interface GraphRun {
  readonly state: () => RunState;
  readonly commands: () => readonly Command[];
  /** Activities that are open, oldest first. */
  readonly open: () => readonly Scheduled[];
  readonly status: (nodeId: string) => string;
  readonly node: (nodeId: string) => NodeState | undefined;
  readonly happens: (event: StimulusEvent, afterMs?: number) => Promise<void>;
  /** Completes the open activity of a node. */
  readonly completes: (nodeId: string, result?: Json) => Promise<void>;
  readonly fails: (nodeId: string, failure?: Partial<Failure>) => Promise<void>;
  readonly decides: (nodeId: string, outcome: string, values?: Json) => Promise<void>;
  readonly fires: (timerId: string, afterMs?: number) => Promise<void>;
  readonly signal: (name: string, payload?: Json) => Promise<void>;
  readonly opens: (session: number) => Promise<void>;
  /** Replays all that happened on fresh code: the same commands must come. `as`: as if it had been written so. */
  readonly replays: (as?: (rows: readonly HistoryRow[]) => readonly HistoryRow[]) => Promise<void>;
}

export async function started(design: Design, input: Json = null): Promise<GraphRun> {
  const definition = graphWorkflow(design);
  const execution = startExecution({ definition, ref });
  const rows: HistoryRow[] = [];
  const all: Command[] = [];
  let [seq, atMs] = [1, 1_000_000];

  const happens = async (event: StimulusEvent, afterMs = 10): Promise<void> => {
    atMs += afterMs;
    const commands = await turn(execution, { ...event, seq, atMs }, drain);
    all.push(...commands);
    rows.push({ seq, atMs, events: [event, ...commands.map((command) => eventFor(command, 'inline'))] });
    seq += 1 + commands.length;
  };
  const state = () => foldRows(rows);
  const open = () => {
    const { activities } = state();
    const isOpen = (id: ActivityId) => activities.get(id)?.closedSeq === null;
    return all.filter((one): one is Scheduled => one.type === 'ScheduleActivity' && isOpen(one.activityId));
  };
  const idOf = (nodeId: string): ActivityId => {
    const found = open().find(({ label }) => label === nodeId);
    if (found === undefined) throw new Error(`No activity of ${nodeId} is open`);
    return found.activityId;
  };
  const completes = (nodeId: string, result: Json = null) =>
    happens({ type: 'ActivityCompleted', activityId: idOf(nodeId), result });

  await happens({
    type: 'RunStarted',
    workflow: 'graph',
    workflowId: 'graph-1' as WorkflowId,
    taskQueue: 'default',
    input,
    design: { designId: 'd', version: 1 },
  });
  return {
    state,
    commands: () => all,
    open,
    status: (nodeId) => state().nodes.get(nodeId)?.status ?? 'not reached',
    node: (nodeId) => state().nodes.get(nodeId),
    happens,
    completes,
    fails: (nodeId, failure = {}) =>
      happens({
        type: 'ActivityFailed',
        activityId: idOf(nodeId),
        failure: { name: 'Error', message: 'broken', ...failure },
      }),
    decides: (nodeId, outcome, values = {}) =>
      completes(nodeId, { outcome, values, by: 'person:ana', at: '2026-01-31T09:00:00Z', comment: null }),
    fires: (timerId, afterMs = 60_000) =>
      happens({ type: 'TimerFired', timerId: timerId as TimerId }, afterMs),
    signal: (name, payload = null) => happens({ type: 'SignalReceived', name, payload }),
    opens: (session) =>
      happens({
        type: 'SessionOpened',
        sessionId: sessionId(session),
        workerId: 'w1' as WorkerId,
        workerKey: 'k1' as WorkerKey,
        hostName: 'host',
        epoch: 1,
        expiresAtMs: 9e9,
      }),
    replays: async (as = (own) => own) => {
      const fresh = startExecution({ definition: graphWorkflow(design), ref });
      expect(await replay(fresh, renumbered(as(rows)), drain)).toEqual({ kind: 'ok', pendingCommands: [] });
    },
  };
}

function renumbered(rows: readonly HistoryRow[]): readonly HistoryRow[] {
  let seq = 1;
  return rows.map((row) => {
    const placed = { ...row, seq };
    seq += row.events.length;
    return placed;
  });
}
