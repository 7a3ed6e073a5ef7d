// What a storm has shown, for people to read.
import type { Detection } from './checks/detection.ts';
import type { GrantReport } from './checks/grants.ts';
import type { RunReport } from './checks/runs.ts';
import type { Fault } from './faults.ts';

export interface StormReport {
  readonly mix: string;
  readonly seed: number;
  readonly workers: number;
  /** Worker processes that were started in all. */
  readonly processes: number;
  readonly stormMs: number;
  readonly faults: readonly Fault[];
  /** How often what became of what the clients did. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly grants: GrantReport;
  readonly runs: RunReport;
  readonly detections: readonly Detection[];
  /** Handlers that began. */
  readonly begun: number;
  readonly deadlocks: number;
  readonly violations: readonly string[];
  /** The histories of runs that are named there, in short. */
  readonly stories: readonly string[];
}

export function linesOf(report: StormReport): readonly string[] {
  const { grants, runs, violations } = report;
  return [
    `mix ${report.mix}, seed ${report.seed}: ${report.workers} workers, ${Math.round(report.stormMs / 1_000)} s`,
    `faults: ${counts(report.faults.map(({ kind }) => kind))}; ${report.processes} worker processes in all`,
    `runs: ${runs.runs} with ${runs.events} events; handlers begun: ${report.begun}; deadlocks: ${report.deadlocks}`,
    `sessions: ${grants.requested} asked for, ${grants.served} opened, at most ${grants.mostHeld} on a worker at one moment`,
    `sessions failed: ${entries(grants.failed)}`,
    `wait for a session: ${spread(grants.waitsMs)}`,
    `told after creationTimeout: ${spread(grants.latesMs)}`,
    ...(['kill', 'freeze', 'stop'] as const).map(
      (kind) => `loss noticed after ${kind}: ${spread(tookOf(report.detections, kind))}`,
    ),
    ...[...report.outcomes].sort().map(([outcome, count]) => `  ${count} × ${outcome}`),
    ...violations.slice(0, SHOWN).map((what) => `violation: ${what}`),
    ...(violations.length > SHOWN ? [`… and ${violations.length - SHOWN} more`] : []),
    ...report.stories,
    ...(violations.length > 0 ? report.faults.map(lineOf) : []),
    `${violations.length} violations`,
  ];
}

function lineOf({ kind, key, atMs, untilMs }: Fault): string {
  const time = (ms: number): string => new Date(ms).toISOString().slice(14, 23);
  return `fault ${kind} ${key ?? ''} ${time(atMs)} to ${time(untilMs)}`;
}

const SHOWN = 50;

function tookOf(found: readonly Detection[], wanted: Detection['kind']): readonly number[] {
  return found.filter(({ kind }) => kind === wanted).map(({ tookMs }) => tookMs);
}

function counts(words: readonly string[]): string {
  const found: Record<string, number> = {};
  for (const word of words) found[word] = (found[word] ?? 0) + 1;
  return entries(found);
}

function entries(found: Readonly<Record<string, number>>): string {
  const all = Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1));
  return all.length === 0 ? 'none' : all.map(([word, count]) => `${count} ${word}`).join(', ');
}

function spread(values: readonly number[]): string {
  if (values.length === 0) return 'none';
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? NaN);
  return `50 % ${at(0.5)} ms, 95 % ${at(0.95)} ms, most ${at(1)} ms (${sorted.length})`;
}
