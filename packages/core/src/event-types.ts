// The types of events that this version knows, as values.
import type { EventType } from './events.ts';

const table: Record<EventType, true> = {
  RunStarted: true,
  RunCancelRequested: true,
  RunReset: true,
  RunCompleted: true,
  RunFailed: true,
  RunCancelled: true,
  RunTerminated: true,
  RunTimedOut: true,
  RunContinuedAsNew: true,
  ActivityScheduled: true,
  ActivityDispatched: true,
  ActivityLost: true,
  ActivityCancelRequested: true,
  ActivityResolved: true,
  ActivityRejected: true,
  ActivityCompleted: true,
  ActivityFailed: true,
  ActivityCancelled: true,
  ActivityHeartbeat: true,
  TimerStarted: true,
  TimerCancelled: true,
  TimerFired: true,
  SessionRequested: true,
  SessionCompleted: true,
  SessionOpened: true,
  SessionCreationFailed: true,
  SessionFailed: true,
  SessionEnded: true,
  SessionDraining: true,
  SessionSuspended: true,
  SessionReestablished: true,
  ChildRequested: true,
  ChildCancelRequested: true,
  ChildStarted: true,
  ChildStartFailed: true,
  ChildCompleted: true,
  ChildFailed: true,
  RunSignalSent: true,
  SignalReceived: true,
  UpdateReceived: true,
  UpdateAccepted: true,
  UpdateRejected: true,
  UpdateCompleted: true,
  UpdateFailed: true,
  Marked: true,
  Patched: true,
  AttributesSet: true,
};

export const eventTypes: readonly EventType[] = Object.keys(table) as EventType[];

export function isKnownEventType(type: string): type is EventType {
  return Object.hasOwn(table, type);
}
