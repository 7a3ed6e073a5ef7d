// What a workflow tells about itself, and asks of its surroundings; nothing here waits.
import { LONG_HISTORY_EVENTS, type JsonObject, type RunId } from '@baton/core';
import { jsonOf } from '../run/author-input.ts';
import { commandFrame, enter, workflowFrame } from '../run/frame.ts';
import { perRun } from '../run/run.ts';
import { randomUuid } from '../run/random.ts';

/** The time in milliseconds since 1970: that of the event which the workflow goes on from. It stands still in between. */
export function now(): number {
  return workflowFrame('now()').run.nowMs;
}

/** A number in [0, 1), the same on replay. */
export function random(): number {
  return commandFrame('random()').run.random();
}

/** A version 4 UUID, the same on replay. */
export function uuid(): string {
  return randomUuid(commandFrame('uuid()').run.random);
}

/** Leaves a note in the history, for people and for the canvas. */
export function mark(kind: string, value: unknown): void {
  const { run, label } = commandFrame('mark()');
  run.emit({
    type: 'Mark',
    kind,
    value: jsonOf(value, 'value'),
    ...(label === undefined ? {} : { label }),
  });
}

/** Activities, timers, sessions, children and marks of `fn` carry the label: where they belong for people. */
export function withLabel<T>(label: string, fn: () => T): T {
  return enter({ ...workflowFrame('withLabel()'), label }, fn);
}

/** Sets what the run can be found by; `null` takes an attribute away. */
export function setAttributes(attributes: JsonObject): void {
  const { run } = commandFrame('setAttributes()');
  run.emit({ type: 'SetAttributes', attributes: jsonOf(attributes, 'attributes') as JsonObject });
}

const answered = perRun(() => new Map<string, boolean>());

/**
 * True for runs that start from now on, and where the change has been taken; false for runs that passed this place before it was made.
 *
 * Put the new code under `if (patched('my-change'))` and leave the old one in `else` until no run needs it; then both can go.
 */
export function patched(id: string): boolean {
  const { run } = commandFrame('patched()');
  const known = answered(run).get(id);
  if (known !== undefined) return known;
  const taken = run.recordedPatches === null || run.recordedPatches.has(id);
  answered(run).set(id, taken);
  if (taken) run.emit({ type: 'RecordPatch', id });
  return taken;
}

export interface RunInfo {
  readonly runId: RunId;
  readonly workflowId: string;
  readonly workflow: string;
  readonly taskQueue: string;
  readonly attributes: JsonObject;
  readonly parent: { readonly runId: RunId; readonly childId: string } | null;
  /** The run that this one continues. */
  readonly continuedFrom: RunId | null;
  /** Events so far. */
  readonly historyLength: number;
  /** The history is long: `continueAsNew` soon. From 10,000 events. */
  readonly continueAsNewSuggested: boolean;
}

export function runInfo(): RunInfo {
  const { run } = workflowFrame('runInfo()');
  const started = run.started;
  return {
    runId: run.ref.runId,
    workflowId: started.workflowId,
    workflow: started.workflow,
    taskQueue: started.taskQueue,
    attributes: started.attributes ?? {},
    parent: started.parent ?? null,
    continuedFrom: started.continuedFrom ?? null,
    historyLength: run.seq,
    continueAsNewSuggested: run.seq >= LONG_HISTORY_EVENTS,
  };
}
