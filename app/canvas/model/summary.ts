// The second line of a node: what matters of its settings, in a few words.
import type { DesignNode, NodeConfig, NodeKind } from '@baton/core';

type Summaries = { readonly [K in NodeKind]: (config: NodeConfig<K>) => string };
type ActivityOptions = NonNullable<NodeConfig<'activity'>['options']>;

const summaries: Summaries = {
  start: ({ input }) => (input === undefined ? '' : 'takes input'),
  activity: ({ activity, options }) => joined([activity || 'choose an activity', ...optionWords(options)]),
  http: ({ method, url, options }) => joined([`${method} ${shortUrl(url)}`, ...optionWords(options)]),
  human: ({ assignees, dueIn }) =>
    joined([
      assignees?.length ? assignees.map(assigneeWord).join(', ') : 'anyone',
      dueIn === undefined ? '' : `due in ${durationWord(dueIn)}`,
    ]),
  timer: ({ duration, until }) => (until === undefined ? durationWord(duration) : `until ${until}`),
  signal: ({ signal, timeout }) =>
    joined([signal, timeout === undefined ? '' : `at most ${durationWord(timeout)}`]),
  branch: ({ cases }) =>
    cases.length === 1 ? (cases[0]?.when ?? '') : `${cases.length} cases, the first that holds`,
  parallel: () => '',
  join: ({ mode }) => (mode === 'all' ? 'all' : 'first'),
  session: ({ taskQueue, executionTimeout, resources = {}, maxAttempts = 1 }) =>
    joined([
      ...Object.entries(resources).map(([name, amount]) => `${name} ${amount.toLocaleString('en')}`),
      taskQueue === undefined ? '' : `queue ${taskQueue}`,
      executionTimeout === '' ? '' : `at most ${durationWord(executionTimeout)}`,
      maxAttempts > 1 ? `${maxAttempts}×` : '',
    ]),
  transform: ({ output }) => JSON.stringify(output),
  fail: ({ name, message }) => name ?? message,
  end: ({ output }) => (output === undefined ? '' : 'with a result'),
};

export function summaryOf(node: DesignNode): string {
  // The table is typed per kind; the union of calls isn't expressible without this.
  const summary = (summaries as Readonly<Record<string, ((config: never) => string) | undefined>>)[node.kind];
  return summary?.(node.config as never) ?? '';
}

/** Milliseconds or text as people read it. */
export function durationWord(duration: string | number | undefined): string {
  if (duration === undefined) return 'no time';
  if (typeof duration === 'string') return duration;
  if (duration < 1_000) return `${duration} ms`;
  return `${Math.round(duration / 100) / 10} s`;
}

function optionWords(options: ActivityOptions | undefined): readonly string[] {
  if (options === undefined) return [];
  const limit = options.startToClose ?? options.scheduleToClose;
  const attempts = options.retry?.maxAttempts;
  return [
    options.taskQueue ?? '',
    limit === undefined ? '' : durationWord(limit),
    attempts === undefined || attempts === 1 ? '' : `${attempts}×`,
  ];
}

function assigneeWord(assignee: string): string {
  return assignee.replace(/^(role|person):/, '');
}
function shortUrl(url: string): string {
  return url.replace(/^https?:\/\//, '') || '…';
}
function joined(words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' · ');
}
