import { graphWorkflow } from '@baton/engine';
import { definitionsIn } from '@baton/worker';
import { replayHistory, type WorkflowDefinition } from '@baton/workflow';
import { workflows as examples } from '../../examples/worker.ts';
import { rowsOf, type GoldenHistory } from './history-file.ts';
import * as tortured from './torture.ts';

const workflows = [...examples, ...definitionsIn([tortured]).workflows];

/** Where today's code and the history part; `null`: nowhere. */
export async function replayGolden(golden: GoldenHistory): Promise<string | null> {
  const result = await replayHistory(codeOf(golden), rowsOf(golden), { runId: golden.runId });
  if (result.kind === 'nondeterminism') return result.report.failure.message;
  return result.pendingCommands.length === 0
    ? null
    : `${result.pendingCommands.length} commands more than recorded`;
}

function codeOf({ workflow, design }: GoldenHistory): WorkflowDefinition {
  if (design !== null) return graphWorkflow(design);
  const code = workflows.find(({ name }) => name === workflow);
  if (code === undefined) throw new TypeError(`There is no workflow ${workflow} any more`);
  return code;
}
