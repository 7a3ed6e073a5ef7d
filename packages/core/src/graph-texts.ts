// Where the settings of each kind hold expressions: read by checks, by renaming, and by completion in the editor.
import type { DesignNode, NodeKind, NodeOf } from './design.ts';
import type { Json } from './json.ts';

/** One text with expressions in a node's settings. `path` is that in `config`, e.g. `cases.0.when`. */
export interface DesignText {
  readonly path: string;
  readonly text: string;
  /** `expression`: all of it is CEL. `template`: text with `{{ }}`. `duration`: a duration, or a template of one. */
  readonly mode: 'expression' | 'template' | 'duration';
}

type Texts<K extends NodeKind> = (config: NodeOf<K>['config']) => readonly DesignText[];
type MaybeDuration = string | number | undefined;

const durations = (
  prefix: string,
  values: Readonly<Record<string, unknown>> | undefined,
): readonly DesignText[] =>
  Object.entries(values ?? {}).flatMap(([key, value]) => duration(`${prefix}${key}`, asDuration(value)));

const asDuration = (value: unknown): MaybeDuration =>
  typeof value === 'string' || typeof value === 'number' ? value : undefined;

const duration = (path: string, value: MaybeDuration): readonly DesignText[] =>
  value === undefined ? [] : [{ path, text: String(value), mode: 'duration' }];

const template = (path: string, text: string | undefined): readonly DesignText[] =>
  text === undefined ? [] : [{ path, text, mode: 'template' }];

/** Every string in a JSON. */
function json(path: string, value: Json | undefined): readonly DesignText[] {
  if (typeof value === 'string') return template(path, value);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value as Readonly<Record<string, Json>>).flatMap(([key, inner]) =>
    json(`${path}.${key}`, inner),
  );
}

type Options = NonNullable<NodeOf<'activity'>['config']['options']>;

function options(value: Options | undefined): readonly DesignText[] {
  if (value === undefined) return [];
  const { startToClose, scheduleToClose, scheduleToStart, heartbeat, retry } = value;
  return [
    ...durations('options.', { startToClose, scheduleToClose, scheduleToStart, heartbeat }),
    ...durations('options.retry.', { initial: retry?.initial, max: retry?.max }),
  ];
}

const texts: { readonly [K in NodeKind]: Texts<K> } = {
  start: () => [],
  activity: (config) => [...json('input', config.input), ...options(config.options)],
  http: (config) => [
    ...template('url', config.url),
    ...json('headers', config.headers),
    ...json('body', config.body),
    ...options(config.options),
  ],
  human: (config) => [
    ...template('title', config.title),
    ...template('instructions', config.instructions),
    ...json('assignees', config.assignees),
    ...json('context', config.context),
    ...durations('', { dueIn: config.dueIn, timeout: config.timeout }),
  ],
  timer: (config) => [...duration('duration', config.duration), ...template('until', config.until)],
  signal: (config) => duration('timeout', config.timeout),
  branch: (config) =>
    config.cases.map(({ when }, at) => ({ path: `cases.${at}.when`, text: when, mode: 'expression' })),
  parallel: () => [],
  join: () => [],
  session: (config) => {
    const { creationTimeout, executionTimeout, idleTimeout, reestablishTimeout, cleanupTimeout } = config;
    return [
      ...durations('', {
        creationTimeout,
        executionTimeout,
        idleTimeout,
        reestablishTimeout,
        cleanupTimeout,
      }),
      ...template('buildId', config.buildId),
      ...json('cleanup.input', config.cleanup?.input),
    ];
  },
  transform: (config) => json('output', config.output),
  fail: (config) => [...template('name', config.name), ...template('message', config.message)],
  end: (config) => json('output', config.output),
};

/** All texts with expressions of a node. */
export function textsOf(node: DesignNode): readonly DesignText[] {
  return (texts[node.kind] as (config: DesignNode['config']) => readonly DesignText[])(node.config);
}
