// The events that are stored as lists: a code, then the fields that each has, by place. For ever: a place never changes its meaning, and what is
// new goes with the other fields, behind the last place. The view `baton.history_event` has the same table.
import type { EventType } from './events.ts';

export interface EventShape {
  readonly type: EventType;
  readonly code: string;
  /** Required fields only. One that is absent, or null, was null. */
  readonly places: readonly string[];
  /** What other fields have when nothing is said. */
  readonly usual?: Readonly<Record<string, unknown>>;
}

/** What almost every run has, and what steps, waits and drawn nodes write. The others are rare, and easier to read as objects. */
export const eventShapes: readonly EventShape[] = [
  { type: 'RunStarted', code: 'R', places: ['workflow', 'workflowId', 'taskQueue', 'input'] },
  { type: 'RunCompleted', code: 'E', places: ['result'] },
  {
    type: 'ActivityScheduled',
    code: 'S',
    places: ['activityId', 'name', 'input', 'options'],
    usual: { mode: 'inline' },
  },
  { type: 'ActivityCompleted', code: 'C', places: ['activityId', 'result'] },
  { type: 'TimerStarted', code: 'T', places: ['timerId', 'fireAtMs'] },
  { type: 'TimerFired', code: 'F', places: ['timerId'] },
  { type: 'SignalReceived', code: 'G', places: ['name', 'payload'] },
  { type: 'Marked', code: 'M', places: ['kind', 'value'] },
];

const byType = new Map<string, EventShape>(eventShapes.map((shape) => [shape.type, shape]));
const byCode = new Map<unknown, EventShape>(eventShapes.map((shape) => [shape.code, shape]));

export function shapeOfType(type: EventType): EventShape | undefined {
  return byType.get(type);
}

export function shapeOfCode(code: unknown): EventShape | undefined {
  return byCode.get(code);
}
