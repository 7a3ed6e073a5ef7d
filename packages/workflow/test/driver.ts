// A tiny engine: it records what a run asks for, and makes stimuli of what the test says happened.
import {
  eventFor,
  makeRunId,
  runRef,
  shardOf,
  type ActivityId,
  type Command,
  type EventBody,
  type HistoryRow,
  type Json,
  type SessionId,
  type StimulusEvent,
  type TimerId,
  type WorkerId,
  type WorkerKey,
  type WorkflowId,
} from '@baton/core';
import { replay, startExecution, turn, type ReplayResult, type WorkflowDefinition } from '../src/index.ts';

export const drain = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
export const ref = runRef(makeRunId(shardOf('order-1'), 1_000, new Uint8Array(8).fill(7)));
export const limit = { startToClose: '1 minute' } as const;

export interface Driver {
  readonly rows: HistoryRow[];
  /** Commands of the last stimulus. */
  readonly last: () => readonly Command[];
  readonly types: () => readonly string[];
  readonly end: () => Command | undefined;
  readonly happens: (event: StimulusEvent, afterMs?: number) => Promise<readonly Command[]>;
  readonly completes: (activityId: string, result?: Json) => Promise<readonly Command[]>;
  readonly fires: (timerId: string) => Promise<readonly Command[]>;
  readonly signal: (name: string, payload?: Json) => Promise<readonly Command[]>;
  readonly opens: (session: number) => Promise<readonly Command[]>;
  readonly cancel: () => Promise<readonly Command[]>;
  readonly query: (name: string, ...args: readonly Json[]) => Json;
  readonly dispose: () => void;
}

export const sessionId = (n: number): SessionId => `${ref.runId}/${n}` as SessionId;

export async function started(
  definition: WorkflowDefinition,
  input: Json = null,
  more: Partial<Extract<StimulusEvent, { type: 'RunStarted' }>> = {},
): Promise<Driver> {
  const execution = startExecution({ definition, ref });
  const rows: HistoryRow[] = [];
  let last: readonly Command[] = [];
  let end: Command | undefined;
  let seq = 1;
  let atMs = 1_000_000;
  const happens = async (event: StimulusEvent, afterMs = 10): Promise<readonly Command[]> => {
    atMs += afterMs;
    last = await turn(execution, { ...event, seq, atMs }, drain);
    const recorded: EventBody[] = last.map((command) =>
      eventFor(command.type === 'ContinueAsNew' ? { ...command, nextRunId: ref.runId } : command, 'inline'),
    );
    rows.push({ seq, atMs, events: [event, ...recorded] });
    seq += 1 + recorded.length;
    end = last.find(({ type }) => /^(?:Complete|Fail|Cancel)Run$|^ContinueAsNew$/.test(type)) ?? end;
    return last;
  };
  await happens(
    {
      type: 'RunStarted',
      workflow: definition.name,
      workflowId: 'order-1' as WorkflowId,
      taskQueue: 'default',
      input,
      ...more,
    },
    0,
  );
  return {
    rows,
    last: () => last,
    types: () => last.map(({ type }) => type),
    end: () => end,
    happens,
    completes: (activityId, result = null) =>
      happens({ type: 'ActivityCompleted', activityId: activityId as ActivityId, result }),
    fires: (timerId) => happens({ type: 'TimerFired', timerId: timerId as TimerId }),
    signal: (name, payload = null) => happens({ type: 'SignalReceived', name, payload }),
    opens: (session) =>
      happens({
        type: 'SessionOpened',
        sessionId: sessionId(session),
        workerId: 'w1' as WorkerId,
        workerKey: 'gpu-7' as WorkerKey,
        hostName: 'host-7',
        epoch: 1,
        expiresAtMs: 9e9,
      }),
    cancel: () => happens({ type: 'RunCancelRequested', reason: 'no longer wanted', by: 'person:1' }),
    query: (name, ...args) => execution.query(name, args),
    dispose: () => execution.dispose(),
  };
}

export function replayed(definition: WorkflowDefinition, rows: readonly HistoryRow[]): Promise<ReplayResult> {
  return replay(startExecution({ definition, ref }), rows, drain);
}
