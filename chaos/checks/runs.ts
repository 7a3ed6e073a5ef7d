// When peace has come: every run has ended, is whole, replays, and has in its history what callers were told and handlers did.
import { foldRows, runRef, type HistoryRow, type RunId, type RunRef } from '@baton/core';
import type { Storage } from '@baton/engine';
import { historyRows, replayHistory, type WorkflowDefinition } from '@baton/workflow';
import { checkHeard, checkHistory } from '../../sim/checks/check-history.ts';
import type { Ledger } from '../../sim/ledger.ts';
import { connected } from '../grants.ts';

export interface RunChecks {
  readonly databaseUrl: string;
  readonly storage: Storage;
  readonly definitions: readonly WorkflowDefinition[];
  readonly ledger: Ledger;
}

export interface RunReport {
  readonly runs: number;
  readonly events: number;
  readonly violations: readonly string[];
}

export async function checkRuns(checks: RunChecks): Promise<RunReport> {
  const ids = await connected(checks.databaseUrl, (client) =>
    client.query<{ id: RunId }>('select id from baton.run'),
  );
  const found = new Set<string>(ids.rows.map(({ id }) => id));
  const violations = [...checks.ledger.startedForSure]
    .filter((id) => !found.has(id))
    .map((id) => `run ${id} was started, and is not there`);
  let events = 0;
  for (const { id } of ids.rows) {
    const rows = await checks.storage.readHistory(runRef(id), 0);
    events += rows.reduce((sum, row) => sum + row.events.length, 0);
    const problems = await problemsOf(checks, runRef(id), rows);
    violations.push(...problems.map((what) => `run ${id}: ${what}`));
  }
  return { runs: ids.rows.length, events, violations };
}

async function problemsOf(
  { storage, definitions, ledger }: RunChecks,
  ref: RunRef,
  rows: readonly HistoryRow[],
): Promise<readonly string[]> {
  const problems = [
    ...checkHistory({ ref, rows, ledger }),
    ...notWhole(rows),
    ...(await unlike(definitions, ref, rows)),
  ];
  if (!ledger.started.has(ref.runId)) return problems;
  const chain = [...rows];
  for (let next = foldRows(rows).nextRunId; next !== null;) {
    const more = await storage.readHistory(runRef(next), 0);
    chain.push(...more);
    next = foldRows(more).nextRunId;
  }
  const events = chain.flatMap((row) => row.events);
  return [...problems, ...checkHeard(events, ref, ledger)];
}

function notWhole(rows: readonly HistoryRow[]): readonly string[] {
  try {
    historyRows(rows);
    return [];
  } catch (error) {
    return [String(error)];
  }
}

async function unlike(
  definitions: readonly WorkflowDefinition[],
  { runId }: RunRef,
  rows: readonly HistoryRow[],
): Promise<readonly string[]> {
  const first = rows[0]?.events[0];
  const name = first?.type === 'RunStarted' ? first.workflow : '';
  const definition = definitions.find((each) => each.name === name);
  if (definition === undefined) return [`is of a workflow ${name} that nobody has`];
  const result = await replayHistory(definition, rows, { runId });
  return result.kind === 'ok' ? [] : [`does not replay: ${result.report.failure.message}`];
}
