// The lines of a run as Markdown tables.
import type { Line } from './line.ts';
import type { WebLine } from './web/web-line.ts';

type Row = readonly string[];

/** Padded, so that it reads as well in a terminal. */
export function markdown(head: Row, rows: readonly Row[]): string {
  const widths = head.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)),
  );
  const line = (cells: Row, fill = ' '): string =>
    `| ${widths.map((width, at) => padded(cells[at] ?? '', width, at === 0, fill)).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map((row) => line(row))].join('\n');
}

function padded(cell: string, width: number, isFirst: boolean, fill: string): string {
  return isFirst ? cell.padEnd(width, fill) : cell.padStart(width, fill);
}

interface Pair {
  readonly ours: Line;
  readonly theirs: Line | undefined;
}

/** The last line of each engine, workload and number in flight stands. */
function pairs(lines: readonly Line[]): readonly Pair[] {
  const byKey = new Map(lines.map((line) => [`${line.engine} ${line.workload} ${line.inFlight}`, line]));
  return [...byKey.values()]
    .filter(({ engine }) => engine === 'baton')
    .map((ours) => ({ ours, theirs: byKey.get(`dbos ${ours.workload} ${ours.inFlight}`) }));
}

/** Workload × in flight: ours, the peer's, the ratio, and both against the machine's own commits. */
export function comparison(lines: readonly Line[]): string {
  const head = [
    'Workload',
    'in flight',
    'Baton /s',
    'DBOS /s',
    'ratio',
    'Baton p50 ms',
    'DBOS p50 ms',
    'p99 ms',
    'DBOS p99 ms',
    'activities per commit',
    'p50 in commits',
  ];
  const rows = pairs(lines).map(({ ours, theirs }) => [
    ours.workload,
    String(ours.inFlight),
    number(ours.workflowsPerS),
    number(theirs?.workflowsPerS),
    ratio(ours.workflowsPerS, theirs?.workflowsPerS),
    number(ours.p50Ms),
    number(theirs?.p50Ms),
    number(ours.p99Ms),
    number(theirs?.p99Ms),
    number(ours.activitiesPerCommit),
    number(ours.p50Commits),
  ]);
  return markdown(head, rows);
}

const costs = [
  ['statements', 'statementsPerWorkflow'],
  ['commits', 'commitsPerWorkflow'],
  ['fsyncs', 'fsyncsPerWorkflow'],
  ['WAL bytes', 'walBytesPerWorkflow'],
  ['worker CPU ms', 'workerCpuMsPerWorkflow'],
  ['database CPU ms', 'databaseCpuMsPerWorkflow'],
  ['peak RSS MB', 'peakRssMb'],
] as const;

/** What one workflow costs; where the peer was measured, ours / the peer's. */
export function costTable(lines: readonly Line[]): string {
  const head = ['Workload', 'in flight', ...costs.map(([title]) => title)];
  const rows = pairs(lines).map(({ ours, theirs }) => [
    ours.workload,
    String(ours.inFlight),
    ...costs.map(([, what]) =>
      theirs === undefined ? number(ours[what]) : `${number(ours[what])} / ${number(theirs[what])}`,
    ),
  ]);
  return markdown(head, rows);
}

/** The server's own benchmarks. */
export function webTable(lines: readonly WebLine[]): string {
  const rows = lines.map((line) => [
    line.workload,
    String(line.inFlight),
    number(line.perS),
    number(line.p50Ms),
    number(line.p99Ms),
    number(line.serverCpuMs),
    number(line.statements),
    number(line.extraRssMb),
  ]);
  return markdown(
    ['What', 'at a time', '/s', 'p50 ms', 'p99 ms', 'server CPU ms each', 'statements each', 'extra RSS MB'],
    rows,
  );
}

/** About three figures; `–` where nothing was measured. */
export function number(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '–';
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  return value.toLocaleString('en', { maximumFractionDigits: digits, useGrouping: false });
}

function ratio(ours: number, theirs: number | undefined): string {
  return theirs === undefined || theirs === 0 ? '–' : `${number(ours / theirs)} ×`;
}
