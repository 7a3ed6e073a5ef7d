// Every function that expressions can call, and nothing else: names starting with a dot are methods.
import type { CelFunction } from './expression-arguments.ts';
import { ExpressionFault, type Meter } from './expression-error.ts';
import { listFunctions } from './expression-functions-list.ts';
import { numberFunctions } from './expression-functions-number.ts';
import { textFunctions } from './expression-functions-text.ts';
import { timeFunctions } from './expression-functions-time.ts';
import type { CelValue } from './expression-values.ts';

// A Map, since `{}.constructor` is a function, too.
const functions: ReadonlyMap<string, CelFunction> = new Map<string, CelFunction>([
  ...Object.entries(textFunctions),
  ...Object.entries(listFunctions),
  ...Object.entries(numberFunctions),
  ...Object.entries(timeFunctions),
]);

const changing =
  'gives another answer on each call, so a replay would differ; take such a value from an activity or from `run`';

/** What people try first and must not have, with the reason. */
export const refusedFunctions: ReadonlyMap<string, string> = new Map(
  ['now', 'today', 'random', 'uuid', 'env', 'math.random'].map((name) => [name, `${name}() ${changing}`]),
);

/** The names that completion offers. */
export const functionNames: readonly string[] = [...functions.keys()];

/** Why a function can't be called so, or `null`. */
export function arityProblem(name: string, count: number): string | null {
  const called = name.replace(/^\./, '');
  const found = functions.get(name);
  if (found === undefined) {
    return `There is no ${name.startsWith('.') ? 'method' : 'function'} named ${called.slice(0, 60)}`;
  }
  const own = name.startsWith('.') ? 1 : 0;
  const [least, most] = found.arity;
  if (count >= least && count <= most) return null;
  const wanted = least === most ? `${least - own}` : `${least - own} to ${most - own}`;
  return `${called} takes ${wanted} arguments, not ${count - own}`;
}

export function callFunction(name: string, args: readonly CelValue[], meter: Meter): CelValue {
  const found = functions.get(name);
  if (found === undefined) throw new ExpressionFault(`there is no function ${name}`);
  return found.run(args, meter);
}
