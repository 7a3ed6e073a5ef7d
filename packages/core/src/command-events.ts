// A command and the event it becomes: one table for making, matching and naming them.
import type { Command } from './commands.ts';
import type { CloseEvent, CommandEvent, EventBody } from './events.ts';

type CloseCommandEvent = Exclude<CloseEvent, { type: 'RunTerminated' | 'RunTimedOut' }>;
/** Every event that is there because workflow code asked for it. */
export type RecordedCommand = CommandEvent | CloseCommandEvent;

/** Which event each command becomes. */
export const eventTypeOf = {
  ScheduleActivity: 'ActivityScheduled',
  CancelActivity: 'ActivityCancelRequested',
  CompleteActivity: 'ActivityResolved',
  FailActivity: 'ActivityRejected',
  StartTimer: 'TimerStarted',
  CancelTimer: 'TimerCancelled',
  RequestSession: 'SessionRequested',
  CompleteSession: 'SessionCompleted',
  StartChild: 'ChildRequested',
  CancelChild: 'ChildCancelRequested',
  SignalRun: 'RunSignalSent',
  Mark: 'Marked',
  RecordPatch: 'Patched',
  SetAttributes: 'AttributesSet',
  AcceptUpdate: 'UpdateAccepted',
  RejectUpdate: 'UpdateRejected',
  CompleteUpdate: 'UpdateCompleted',
  FailUpdate: 'UpdateFailed',
  CompleteRun: 'RunCompleted',
  FailRun: 'RunFailed',
  CancelRun: 'RunCancelled',
  ContinueAsNew: 'RunContinuedAsNew',
} as const satisfies Record<Command['type'], RecordedCommand['type']>;

const recordedTypes: ReadonlySet<string> = new Set(Object.values(eventTypeOf));

/** True if the event stands for a command; false for a stimulus, `RunTerminated`, `RunTimedOut` and unknown types. */
export function isCommandEvent(event: EventBody): event is RecordedCommand {
  return recordedTypes.has(event.type);
}

/** Where an activity's first attempt runs. A human activity is `human` whatever is asked. */
export type ActivityMode = 'inline' | 'dispatched';

/** The event that records the command. @throws {TypeError} for a `ContinueAsNew` whose next run id hasn't been chosen. */
export function eventFor(command: Command, mode: ActivityMode): RecordedCommand {
  switch (command.type) {
    case 'ScheduleActivity':
      return { ...command, type: 'ActivityScheduled', mode: command.human === undefined ? mode : 'human' };
    case 'ContinueAsNew':
      return continued(command);
    default:
      // All others carry their fields over as they are; the two unions say so, but not to each other.
      return { ...command, type: eventTypeOf[command.type] } as RecordedCommand;
  }
}

/**
 * True if replaying this command may stand at this recorded event: same type, same id, same name. Input and options aren't compared,
 * since what was recorded applies.
 */
export function matches(command: Command, event: EventBody): boolean {
  return (
    eventTypeOf[command.type] === event.type &&
    idOf(command) === idOf(event) &&
    nameOf(command) === nameOf(event)
  );
}

/** A mark of a drawn node: it is for the canvas and causes nothing, so replay asks nobody for it. */
export function isNodeMark(of: Command | EventBody): boolean {
  return (of.type === 'Mark' || of.type === 'Marked') && of.kind === 'node';
}

/** In words, for reports of nondeterminism: `activity "charge" (2)`. */
export function describe(of: Command | EventBody): string {
  const type = Object.hasOwn(eventTypeOf, of.type) ? eventTypeOf[of.type as Command['type']] : of.type;
  const name = nameOf(of);
  const id = idOf(of);
  return `${words.get(type) ?? type}${name === null ? '' : ` "${name}"`}${id === null ? '' : ` (${id})`}`;
}

const words = new Map<string, string>([
  ['ActivityScheduled', 'activity'],
  ['ActivityCancelRequested', 'cancel of activity'],
  ['ActivityResolved', 'completion of activity by the workflow'],
  ['ActivityRejected', 'failure of activity by the workflow'],
  ['TimerStarted', 'timer'],
  ['TimerCancelled', 'cancel of timer'],
  ['SessionRequested', 'session'],
  ['SessionCompleted', 'completion of session'],
  ['ChildRequested', 'child workflow'],
  ['ChildCancelRequested', 'cancel of child workflow'],
  ['RunSignalSent', 'signal to another run'],
  ['Marked', 'mark'],
  ['Patched', 'patch'],
  ['AttributesSet', 'attributes'],
  ['UpdateAccepted', 'acceptance of update'],
  ['UpdateRejected', 'rejection of update'],
  ['UpdateCompleted', 'answer to update'],
  ['UpdateFailed', 'failure of update'],
  ['RunCompleted', 'end of the workflow'],
  ['RunFailed', 'failure of the workflow'],
  ['RunCancelled', 'cancellation of the workflow'],
  ['RunContinuedAsNew', 'continue-as-new'],
]);

const idFields = ['activityId', 'timerId', 'sessionId', 'childId', 'signalId', 'updateId', 'id'] as const;

function idOf(of: Command | EventBody): string | null {
  for (const field of idFields) {
    const id = (of as Readonly<Record<string, unknown>>)[field];
    if (typeof id === 'string') return id;
  }
  return null;
}

/** The name that the author gave: of an activity, a child's workflow, a signal, a mark's kind. */
function nameOf(of: Command | EventBody): string | null {
  switch (of.type) {
    case 'ScheduleActivity':
    case 'ActivityScheduled':
    case 'SignalRun':
    case 'RunSignalSent':
      return of.name;
    case 'StartChild':
    case 'ChildRequested':
    case 'ContinueAsNew':
    case 'RunContinuedAsNew':
      return of.workflow;
    case 'Mark':
    case 'Marked':
      return of.label === undefined ? of.kind : `${of.kind} ${of.label}`;
    default:
      return null;
  }
}

function continued(command: Extract<Command, { type: 'ContinueAsNew' }>): RecordedCommand {
  const { workflow, input, nextRunId } = command;
  if (nextRunId === undefined) throw new TypeError('The next run id is chosen before the event is made');
  return { type: 'RunContinuedAsNew', nextRunId, workflow, input };
}
