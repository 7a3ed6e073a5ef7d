// `npm run bench -- budgets [--record]`: what a workflow costs the database, beside the recorded budgets; `--record` makes it the budget.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { costOf, type Cost } from './cost.ts';

const file = new URL('budgets.json', import.meta.url);
/** The log also holds what comes with time, and commits that a faster machine would share. */
const WAL_ROOM = 1.1;

/** By workload. */
export type Budgets = Readonly<Record<string, Cost>>;

export function readBudgets(): Budgets {
  return JSON.parse(readFileSync(file, 'utf8')) as Budgets;
}

/** What is over the budget, in sentences; none if all holds. Sums count: a statement that takes another's place is no news. */
export function overBudget(workload: string, cost: Cost, budget: Cost): readonly string[] {
  const sizes = {
    statements: sizeOf(cost.statements),
    rows: sizeOf(cost.rows),
    'bytes of log': cost.walBytes,
  };
  const limits = {
    statements: sizeOf(budget.statements),
    rows: sizeOf(budget.rows),
    'bytes of log': budget.walBytes,
  };
  const units = Object.keys(sizes) as (keyof typeof sizes)[];
  return units
    .filter((unit) => sizes[unit] > limits[unit])
    .map(
      (unit) =>
        `${workload} costs ${sizes[unit]} ${unit}, the budget is ${limits[unit]}: ${JSON.stringify(cost)}`,
    );
}

function sizeOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

export async function benchBudgets(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { record: { type: 'boolean', default: false } } });
  const costs: Record<string, Cost> = {};
  for (const [workload, budget] of Object.entries(readBudgets())) {
    const cost = await costOf(workload);
    for (const sentence of overBudget(workload, cost, budget)) console.error(sentence);
    costs[workload] = cost;
  }
  console.log(JSON.stringify(costs, null, 2));
  if (values.record) writeFileSync(file, `${JSON.stringify(withRoom(costs), null, 2)}\n`);
}

function withRoom(costs: Budgets): Budgets {
  const roomy = ([workload, cost]: [string, Cost]) => [
    workload,
    { ...cost, walBytes: Math.ceil((cost.walBytes * WAL_ROOM) / 50) * 50 },
  ];
  return Object.fromEntries(Object.entries(costs).map(roomy)) as Budgets;
}
