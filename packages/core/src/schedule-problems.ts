// What can't be scheduled, told where and with a remedy.
import { formatMs } from './duration.ts';
import type { Cadence, ScheduleProblem, ScheduleSpec } from './schedule.ts';
import { cronProblem, nextTick } from './schedule-ticks.ts';

/** More often than this no schedule ticks. */
const MIN_INTERVAL_MS = 1_000;
const MAX_CRON_EXPRESSIONS = 20;

/** All problems; none for a spec that `nextTick` may be asked about. */
export function scheduleProblems(spec: ScheduleSpec): readonly ScheduleProblem[] {
  const problems = [...cadenceProblems(spec.cadence), ...boundProblems(spec)];
  if (problems.length > 0) return problems;
  return nextTick({ ...spec, startAtMs: null, endAtMs: spec.endAtMs }, (spec.startAtMs ?? 0) - 1) === null
    ? [
        {
          path: 'endAtMs',
          message: 'The schedule never ticks: it ends before its first time. Let it end later.',
        },
      ]
    : [];
}

function cadenceProblems(cadence: Cadence): readonly ScheduleProblem[] {
  if (cadence.kind === 'interval') return intervalProblems(cadence);
  const { expressions, timeZone } = cadence;
  if (!isTimeZone(timeZone)) {
    const message = `There is no time zone ${timeZone}. Give an IANA name such as Europe/Berlin, America/New_York or UTC.`;
    return [{ path: 'timeZone', message }];
  }
  if (expressions.length === 0 || expressions.length > MAX_CRON_EXPRESSIONS) {
    return [{ path: 'cron', message: `Give 1 to ${MAX_CRON_EXPRESSIONS} cron expressions.` }];
  }
  return expressions.flatMap((expression, place) => {
    const problem = cronProblem(expression);
    return problem === null ? [] : [{ path: `cron.${place}`, message: cronMessage(expression, problem) }];
  });
}

function cronMessage(expression: string, problem: string): string {
  const said = problem.replace(/\.$/, '');
  return `"${expression}": ${said}. For example "30 9 * * 1-5" is half past nine on weekdays, "*/15 * * * *" every quarter of an hour.`;
}

function intervalProblems({
  everyMs,
  offsetMs,
}: Extract<Cadence, { kind: 'interval' }>): readonly ScheduleProblem[] {
  if (everyMs < MIN_INTERVAL_MS) {
    return [
      { path: 'every', message: `A schedule ticks at most once a second, not every ${formatMs(everyMs)}.` },
    ];
  }
  if (offsetMs < 0 || offsetMs >= everyMs) {
    const message = `The offset is less than the interval (${formatMs(everyMs)}), not ${formatMs(offsetMs)}.`;
    return [{ path: 'offset', message }];
  }
  return [];
}

function boundProblems({ startAtMs, endAtMs }: ScheduleSpec): readonly ScheduleProblem[] {
  if (startAtMs === null || endAtMs === null || startAtMs <= endAtMs) return [];
  return [
    { path: 'endAtMs', message: 'The schedule ends before it begins. Let it end later, or begin earlier.' },
  ];
}

/** Names only: an offset such as `+02:00` knows no daylight saving, and is a mistake more often than meant. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
