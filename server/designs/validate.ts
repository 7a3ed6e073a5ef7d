import type { DesignProblem } from '@baton/core';
import type { Ctx } from '../context.ts';
import type { ValidateDesignInput } from '../input/designs.ts';

export async function validateDesign(
  _ctx: Ctx,
  _input: ValidateDesignInput,
): Promise<{ readonly problems: readonly DesignProblem[] }> {
  throw new Error('validateDesign is being written');
}
