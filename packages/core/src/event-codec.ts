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
  if (!Array.isArray(row) || !READABLE.includes(row[0])) {
    throw new SyntaxError(`Not a row of history of version ${READABLE.join(' or ')}: ${text.slice(0, 60)}`);
  }
  return row
    .slice(1)
    .map((event) => (Array.isArray(event) ? decodedList(event, text) : decoded(event as Fields)));
}

/** Text straight from the event: a shortened copy of each would be made for nothing else. */
function textOf(event: EventBody): string {
  const { type } = event;
  // Only of known types is it sure that no field of theirs is called `t`.
  if (!isKnownEventType(type)) return JSON.stringify(event);
  const shape = shapeOfType(type);
  if (shape !== undefined) return listText(event as EventBody & Fields, shape);
  const idField = own(idFields, type);
  const defaultsOfType = own(defaults, type);
  let text = `{"t":"${type}"`;
  for (const name in event) {
    const value = (event as EventBody & Fields)[name];
    if (name === 'type' || value === undefined) continue;
    if (defaultsOfType !== undefined && isDefault(defaultsOfType, name, value)) continue;
    text += `,"${name === idField ? 'id' : name}":${JSON.stringify(value)}`;
  }
  return `${text}}`;
}

/** The places of the shape, without the defaults at their end; then, if there are any, an object with all other fields. */
function listText(event: EventBody & Fields, shape: EventShape): string {
  const { code, places } = shape;
  const rest = restText(event, shape);
  let text = `["${code}"`;
  let gap = '';
  for (const place of places) {
    const value = event[place];
    const valueText = place === 'options' ? optionsText(value) : JSON.stringify(value ?? null);
    if (valueText === 'null' && rest === '') gap += ',null';
    else {
      text += `${gap},${valueText}`;
      gap = '';
    }
  }
  return rest === '' ? `${text}]` : `${text},{${rest}}]`;
}

function restText(event: EventBody & Fields, { places, usual }: EventShape): string {
  let text = '';
  for (const name in event) {
    const value = event[name];
    if (value === undefined || name === 'type' || places.includes(name)) continue;
    if (usual?.[name] === value) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}`;
  }
  return text;
}

function decodedList(list: readonly unknown[], row: string): EventBody {
  const shape = shapeOfCode(list[0]);
  if (shape === undefined) throw new SyntaxError(`Not an event of this version: ${row.slice(0, 60)}`);
  const body: Fields = { type: shape.type, ...shape.usual };
  shape.places.forEach((place, index) => {
    const value = list[index + 1] ?? null;
    body[place] = place === 'options' ? optionsOf(value as number | Fields | null) : value;
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
  const text = optionsText(options);
  if (text === 'null') return '{}';
  return text.startsWith('{') ? text : `{"startToCloseMs":${text}}`;
}

/** From the text of `shortOptions`; one that says everything will do, too. */
export function fullOptions(text: string): RecordedActivityOptions {
  return withDefaults(JSON.parse(text) as Fields) as unknown as RecordedActivityOptions;
}

/** Only what differs from what an author gets without saying anything; `startToCloseMs` alone, as most have it, is the number. */
function optionsText(options: unknown): string {
  if (!isObject(options)) return 'null';
  let text = knownDifferences.get(options);
  if (text === undefined) {
    const different = optionDifferences(options as Fields);
    const names = Object.keys(different);
    const isLimit = names.length === 1 && typeof different['startToCloseMs'] === 'number';
    if (names.length === 0) text = 'null';
    else text = JSON.stringify(isLimit ? different['startToCloseMs'] : different);
    knownDifferences.set(options, text);
  }
  return text;
}

function optionsOf(value: number | Fields | null): Fields {
  if (value === null) return withDefaults(undefined);
  return withDefaults(typeof value === 'number' ? { startToCloseMs: value } : value);
}

/** An activity's options are one object for all its calls, and never changed. */
const knownDifferences = new WeakMap<object, string>();

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

function shortened(field: string, ...types: readonly EventType[]): Partial<Record<EventType, string>> {
  return Object.fromEntries(types.map((type) => [type, field]));
}
