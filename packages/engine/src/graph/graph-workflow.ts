// The one workflow that runs every drawn design, written on the public SDK: the engine can't tell it from code.
//
// The run completes when all its nodes are decided, with the output of the end that was reached last (`null` if none was). It
// does not stop at the first end: what runs side by side is work that somebody drew.
import { ApplicationError, indexDesign, validateForm, type Design, type Json } from '@baton/core';
import { workflow, type WorkflowFunction } from '@baton/workflow';
import { runLevel } from './level.ts';
import { RunData } from './run-data.ts';

/** The workflow name of all drawn designs; the design itself is in `RunStarted.design`. */
export const GRAPH_WORKFLOW = 'graph';

/**
 * The workflow of one immutable version of a design. Make it once per version: the design is indexed here.
 *
 * Its input must fit the schema of the start node, if it has one; defaults are filled in.
 */
export function graphWorkflow(design: Design): WorkflowFunction<Json, Json> {
  const index = indexDesign(design);
  const schema = design.nodes.find((node) => node.kind === 'start')?.config.input ?? null;
  return workflow<Json, Json>(GRAPH_WORKFLOW, async (input) => {
    const data = new RunData(checkedInput(schema, input));
    await runLevel(index, data);
    return data.result();
  });
}

function checkedInput(schema: Json, input: Json): Json {
  const checked = validateForm(schema, input);
  if (checked.ok) return checked.values;
  const problems = checked.problems.map(({ path, message }) => `${path === '' ? 'input' : path}: ${message}`);
  throw new ApplicationError('InvalidInput', `The input doesn't fit: ${problems.slice(0, 5).join(' ')}`, {
    nonRetryable: true,
    details: checked.problems.slice(0, 20).map(({ path, message }) => ({ path, message })),
  });
}
