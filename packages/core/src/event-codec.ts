// The text of a row of history: `[version, event, event, …]`.
//
// Every byte here is written for every step of every run. So the most frequent events are lists, `["C", activity id, result]`, whose places
// `event-shapes.ts` names; all others are objects whose type stands under `t`, with `id` for the id of the thing itself. What has its default is
// left out: [2,["C","1","ok"],["S","2","charge",null,60000],{"t":"Patched","id":"faster"}]. The view `baton.history_event` shows
// rows of both versions in full words. Version 1 knew objects only, and is read for ever.
// Events of unknown types pass through untouched, in both directions, so that an older version can carry what a newer one wrote.
import { defaultActivityOptions } from './activity-author-options.ts';
import type { RecordedActivityOptions } from './activity-options.ts';
import { shapeOfCode, shapeOfType, type EventShape } from './event-shapes.ts';
import { isKnownEventType } from './event-types.ts';
import type { EventBody, EventType } from './events.ts';

const VERSION = 2;
const READABLE: readonly unknown[] = [1, VERSION];

type Fields = Record<string, unknown>;
type EventFields = EventBody & Fields;

const idFields: Partial<Record<EventType, string>> = {
  ...withId('activityId', 'ActivityScheduled', 'ActivityDispatched', 'ActivityCancelRequested'),
  ...withId('activityId', 'ActivityResolved', 'ActivityRejected', 'ActivityCompleted', 'ActivityFailed'),
  ...withId('activityId', 'ActivityCancelled', 'ActivityHeartbeat'),
  ...withId('timerId', 'TimerStarted', 'TimerCancelled', 'TimerFired'),
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

/** The text of one row of history. Made in one go: texts of parts that are put together would be garbage, some hundred bytes each. */
export function encodeEvents(events: readonly EventBody[]): string {
  const row: unknown[] = [VERSION];
  for (const event of events) row.push(shortened(event));
  return JSON.stringify(row);
}

/**
 * The events of one row of history.
 *
 * @throws {SyntaxError} if the text is no such row, or was written in a later version of this form.
 */
export function decodeEvents(text: string): readonly EventBody[] {
  const row: unknown = JSON.parse(text);
  if (!Array.isArray(row) || !READABLE.includes(row[0])) {
    throw new SyntaxError(`Not a row of history of version ${READABLE.join(' or ')}: ${text.slice(0, 60)}`);
  }
  return row
    .slice(1)
    .map((event) => (Array.isArray(event) ? decodedList(event, text) : decoded(event as Fields)));
}

function shortened(event: EventBody): unknown {
  const { type } = event;
  // Only of known types is it sure that no field of theirs is called `t`.
  if (!isKnownEventType(type)) return event;
  const shape = shapeOfType(type);
  return shape === undefined ? objectOf(event as EventFields) : listOf(event as EventFields, shape);
}

/** The places of the shape, without the nulls at their end; then, if there are any, an object with all other fields. */
function listOf(event: EventFields, shape: EventShape): readonly unknown[] {
  const list: unknown[] = [shape.code];
  for (const place of shape.places) {
    const value = event[place];
    list.push(place === 'options' ? shortenedOptions(value) : (value ?? null));
  }
  const rest = restOf(event, shape);
  if (rest !== null) list.push(rest);
  else while (list.at(-1) === null) list.pop();
  return list;
}

function restOf(event: EventFields, { places, usual }: EventShape): Fields | null {
  let rest: Fields | null = null;
  for (const name in event) {
    const value = event[name];
    if (value === undefined || name === 'type' || places.includes(name)) continue;
    if (usual?.[name] === value) continue;
    rest ??= noFields();
    rest[name] = value;
  }
  return rest;
}

function objectOf(event: EventFields): Fields {
  const idField = own(idFields, event.type);
  const defaultsOfType = own(defaults, event.type);
  const short = noFields();
  short['t'] = event.type;
  for (const name in event) {
    const value = event[name];
    if (name === 'type' || (defaultsOfType !== undefined && isDefault(defaultsOfType, name, value))) continue;
    short[name === idField ? 'id' : name] = value;
  }
  return short;
}

/** Without a prototype, so that no name means anything else than a field. */
function noFields(): Fields {
  return Object.create(null) as Fields;
}

function decodedList(list: readonly unknown[], row: string): EventBody {
  const shape = shapeOfCode(list[0]);
  if (shape === undefined) throw new SyntaxError(`Not an event of this version: ${row.slice(0, 60)}`);
  const body: Fields = { type: shape.type, ...shape.usual };
  shape.places.forEach((place, index) => {
    const value = list[index + 1] ?? null;
    body[place] = place === 'options' ? optionsOf(value as ShortOptions) : value;
  });
  return { ...body, ...(list[shape.places.length + 1] as Fields | undefined) } as unknown as EventBody;
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
  const short = shortenedOptions(options);
  return JSON.stringify(typeof short === 'number' ? { startToCloseMs: short } : (short ?? {}));
}

/** From the text of `shortOptions`; one that says everything will do, too. */
export function fullOptions(text: string): RecordedActivityOptions {
  return withDefaults(JSON.parse(text) as Fields) as unknown as RecordedActivityOptions;
}

/** Only what differs from what an author gets without saying anything; `startToCloseMs` alone, as most have it, is the number. */
function shortenedOptions(options: unknown): ShortOptions {
  if (!isObject(options)) return null;
  let short = knownDifferences.get(options);
  if (short === undefined) {
    short = optionDifferences(options as Fields);
    const names = Object.keys(short);
    const limit = short['startToCloseMs'];
    if (names.length === 0) short = null;
    else if (names.length === 1 && typeof limit === 'number') short = limit;
    knownDifferences.set(options, short);
  }
  return short;
}

type ShortOptions = number | Fields | null;

function optionsOf(value: ShortOptions): Fields {
  if (value === null) return withDefaults(undefined);
  return withDefaults(typeof value === 'number' ? { startToCloseMs: value } : value);
}

/** An activity's options are one object for all its calls, and never changed. */
const knownDifferences = new WeakMap<object, ShortOptions>();

/** Of retry, only the members that differ. */
function optionDifferences(options: Fields): Fields {
  const different = differences(options, defaultActivityOptions as unknown as Fields);
  if (different['retry'] !== undefined) {
    different['retry'] = differences(
      different['retry'] as Fields,
      defaultActivityOptions.retry as unknown as Fields,
    );
  }
  return different;
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

function withId(field: string, ...types: readonly EventType[]): Partial<Record<EventType, string>> {
  return Object.fromEntries(types.map((type) => [type, field]));
}
