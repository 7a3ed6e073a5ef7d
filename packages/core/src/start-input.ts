import type { Design } from './design.ts';
import type { FormProblem } from './form-schema.ts';
import { validateForm } from './form.ts';

/** What is wrong with an input for a design whose start node asks for one; none, if it asks for nothing. Paths begin with `input`. */
export function checkStartInput({ nodes }: Design, input: unknown): readonly FormProblem[] {
  const schema = nodes.find((node) => node.kind === 'start')?.config.input;
  if (schema === undefined) return [];
  const checked = validateForm(schema, input ?? {});
  return checked.ok ? [] : checked.problems.map(({ path, message }) => ({ path: `input${path}`, message }));
}
