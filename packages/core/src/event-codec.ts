// The text of a row of history: `[version, event, event, …]`, each event a JSON object whose type stands under `t`.
//
// Every byte here is written for every step of every run, so what has its default is left out and the id of the thing itself is `id`;
// it still reads without a manual: [1,{"t":"ActivityCompleted","id":"1","result":"ok"},{"t":"ActivityScheduled","id":"2","name":"charge"}].
// Events of unknown types pass through untouched, in both directions, so that an older version can carry what a newer one wrote.
import { defaultActivityOptions } from './activity-author-options.ts';
import type { RecordedActivityOptions } from './activity-options.ts';
import { isKnownEventType } from './event-types.ts';
import type { EventBody, EventType } from './events.ts';

const VERSION = 1;

type Fields = Record<string, unknown>;

const idFields: Partial<Record<EventType, string>> = {
  ...shortened('activityId', 'ActivityScheduled', 'ActivityDispatched', 'ActivityCancelRequested'),
  ...shortened('activityId', 'ActivityResolved', 'ActivityRejected', 'ActivityCompleted', 'ActivityFailed'),
  ...shortened('activityId', 'ActivityCancelled', 'ActivityHeartbeat'),
  ...shortened('timerId', 'TimerStarted', 'TimerCancelled', 'TimerFired'),
};

/** What these events have when nothing is said. */
const defaults: Partial<Record<EventType, Fields>> = {
  ActivityScheduled: { input: null, mode: 'inline' },
  ActivityCompleted: { result: null },
  ActivityResolved: { result: null },
  SignalReceived: { payload: null },
  RunCompleted: { result: null },
  RunStarted: { input: null },
};

/** The text of one row of history. */
export function encodeEvents(events: readonly EventBody[]): string {
  let text = `[${VERSION}`;
  for (const event of events) text += `,${textOf(event)}`;
  return `${text}]`;
}

/**
 * The events of one row of history.
 *
 * @throws {SyntaxError} if the text is no such row, or was written in a later version of this form.
 */
export function decodeEvents(text: string): readonly EventBody[] {
  const row: unknown = JSON.parse(text);
  if (!Array.isArray(row) || row[0] !== VERSION) {
    throw new SyntaxError(`Not a row of history of version ${VERSION}: ${text.slice(0, 60)}`);
  }
  return row.slice(1).map((event) => decoded(event as Fields));
}

/** Text straight from the event: a shortened copy of each would be made for nothing else. */
function textOf(event: EventBody): string {
  const { type } = event;
  // Only of known types is it sure that no field of theirs is called `t`.
  if (!isKnownEventType(type)) return JSON.stringify(event);
  const idField = own(idFields, type);
  const defaultsOfType = own(defaults, type);
  let text = `{"t":"${type}"`;
  for (const name in event) {
    const value = (event as EventBody & Fields)[name];
    if (name === 'type' || value === undefined) continue;
    if (defaultsOfType !== undefined && isDefault(defaultsOfType, name, value)) continue;
    if (name === 'options' && type === 'ActivityScheduled') text += differencesText(value as Fields);
    else text += `,"${name === idField ? 'id' : name}":${JSON.stringify(value)}`;
  }
  return `${text}}`;
}

function decoded(event: Fields): EventBody {
  // The short form has no `type`; one that has it is of a kind that its writer didn't know.
  if (typeof event['type'] === 'string' || typeof event['t'] !== 'string') return event as EventBody;
  const { t, id, ...fields } = event;
  const type = t as EventType;
  const idField = own(idFields, type);
  const body: Fields = {
    type,
    ...(idField === undefined ? {} : { [idField]: id }),
    ...own(defaults, type),
    ...fields,
  };
  if (idField === undefined && id !== undefined) body['id'] = id;
  if (type === 'ActivityScheduled') body['options'] = withDefaults(fields['options'] as Fields | undefined);
  return body as EventBody;
}

/** Options as the text that rows of activities have, as short as in events: `fullOptions` reads it. */
export function shortOptions(options: RecordedActivityOptions): string {
  const member = differencesText(options as unknown as Fields);
  return member === '' ? '{}' : member.slice(',"options":'.length);
}

/** From the text of `shortOptions`; one that says everything will do, too. */
export function fullOptions(text: string): RecordedActivityOptions {
  return withDefaults(JSON.parse(text) as Fields) as unknown as RecordedActivityOptions;
}

/** Only the options (and of retry, only the members) that differ from what an author gets without saying anything. */
function differencesText(options: Fields): string {
  let text = knownDifferences.get(options);
  if (text === undefined) {
    const different = optionDifferences(options);
    text = different === null ? '' : `,"options":${JSON.stringify(different)}`;
    knownDifferences.set(options, text);
  }
  return text;
}

/** An activity's options are one object for all its calls, and never changed. */
const knownDifferences = new WeakMap<Fields, string>();

function optionDifferences(options: Fields): Fields | null {
  const different = differences(options, defaultActivityOptions as unknown as Fields);
  if (different['retry'] !== undefined) {
    different['retry'] = differences(
      different['retry'] as Fields,
      defaultActivityOptions.retry as unknown as Fields,
    );
  }
  return Object.keys(different).length > 0 ? different : null;
}

function withDefaults(options: Fields | undefined): Fields {
  if (options === undefined) return defaultActivityOptions as unknown as Fields;
  const retry = options['retry'] as Fields | undefined;
  return {
    ...defaultActivityOptions,
    ...options,
    retry: retry === undefined ? defaultActivityOptions.retry : { ...defaultActivityOptions.retry, ...retry },
  };
}

function differences(of: Fields, from: Fields): Fields {
  return Object.fromEntries(Object.entries(of).filter(([name, value]) => !isDefault(from, name, value)));
}

function isDefault(from: Fields, name: string, value: unknown): boolean {
  if (!Object.hasOwn(from, name)) return false;
  const usual = from[name];
  return (
    usual === value || (isObject(usual) && isObject(value) && JSON.stringify(usual) === JSON.stringify(value))
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function own<V>(table: Partial<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function shortened(field: string, ...types: readonly EventType[]): Partial<Record<EventType, string>> {
  return Object.fromEntries(types.map((type) => [type, field]));
}
