// When peace has come: everything has ended as it should, nothing is left, and every history replays.
import { foldRows, shardOfRun, type HistoryRow, type RunId, type RunRef, type RunState } from '@baton/core';
import { replay, startExecution, type Drain } from '@baton/workflow';
import type { World } from '../world/world.ts';
import { definitionOf } from '../workload/scenarios.ts';
import type { Scenario } from '../workload/scenario.ts';
import { checkEffects } from './check-effects.ts';
import { checkHeard, checkHistory } from './check-history.ts';
import { leftovers } from './watch-runs.ts';

/** A run that a client has started, for a scenario. */
export interface Played {
  readonly scenario: Scenario;
  readonly ref: RunRef;
}

export async function checkEnd(
  world: World,
  played: readonly Played[],
  drain: Drain,
): Promise<readonly string[]> {
  const { state, ledger, truth } = world;
  const problems = [...checkEffects(ledger, state), ...neverStarted(world)];
  if (state.outbox.size > 0) problems.push(`${state.outbox.size} messages between runs were never delivered`);
  for (const run of state.runs.values()) {
    const rows = await truth.readHistory(run.ref, 0);
    const found = [
      ...checkHistory({ ref: run.ref, rows, ledger }),
      ...leftovers(state, run),
      ...(await unreplayable(run.ref, rows, drain)),
    ];
    problems.push(...found.map((what) => `${run.ref.runId} (${run.record.workflow}): ${what}`));
  }
  for (const each of played) problems.push(...(await misjudged(world, each)));
  return problems;
}

function neverStarted({ ledger, state }: World): readonly string[] {
  return [...ledger.startedForSure].flatMap((id) =>
    state.runs.has(id as RunId) ? [] : [`${id} was started, and is not there`],
  );
}

/** Told things are heard by some run of the chain; and what nobody disturbed answered in the end is what its model says. */
async function misjudged(world: World, { scenario, ref }: Played): Promise<readonly string[]> {
  const chain = await chainFrom(world, ref);
  const state = foldRows(chain.at(-1) ?? []);
  const events = chain.flatMap((rows) => rows.flatMap((row) => row.events));
  const [first] = events;
  const isJudged = state.status !== 'running' && !isDisturbed(world, scenario, state, ref);
  const input = first?.type === 'RunStarted' ? first.input : null;
  const verdict = isJudged ? scenario.judge({ input, state }) : null;
  return [...checkHeard(events, ref, world.ledger), ...(verdict === null ? [] : [verdict])].map(
    (what) => `${ref.runId} (${scenario.name}): ${what}`,
  );
}

async function chainFrom({ truth }: World, { runId }: RunRef): Promise<readonly (readonly HistoryRow[])[]> {
  const chain: (readonly HistoryRow[])[] = [];
  for (let next: RunId | null = runId; next !== null;) {
    const rows = await truth.readHistory({ runId: next, shard: shardOfRun(next) }, 0);
    chain.push(rows);
    next = foldRows(rows).nextRunId;
  }
  return chain;
}

/** One scenario asks to be cancelled; its model knows. */
function isDisturbed({ ledger }: World, scenario: Scenario, state: RunState, { runId }: RunRef): boolean {
  return ledger.disturbed.has(runId) && (scenario.name !== 'tidies' || state.status === 'terminated');
}

async function unreplayable(
  ref: RunRef,
  rows: readonly HistoryRow[],
  drain: Drain,
): Promise<readonly string[]> {
  const started = rows[0]?.events[0];
  const definition =
    started?.type === 'RunStarted' ? definitionOf(started.workflow, started.design) : undefined;
  if (definition === undefined) return ['has no code'];
  const execution = startExecution({ definition, ref });
  const result = await replay(execution, rows, drain);
  execution.dispose();
  return result.kind === 'ok' ? [] : [result.report.failure.message];
}
