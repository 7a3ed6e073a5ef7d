import type { DesignProblem } from '@baton/core';
import type { Ctx } from '../context.ts';
import type { ValidateDesignInput } from '../input/designs.ts';
import { problemsOf } from './problems.ts';

export async function validateDesign(
  { deps }: Ctx,
  { document }: ValidateDesignInput,
): Promise<{ readonly problems: readonly DesignProblem[] }> {
  return { problems: await problemsOf(deps, document) };
}
