import { describe, expect, it } from 'vitest';
import { overBudget, readBudgets } from './budgets.ts';
import { costOf, type Cost } from './cost.ts';

const remedy = 'Is it worth that? Then record it: npm run bench -- budgets --record';
const budgets = Object.entries(readBudgets());

describe('what a workflow costs the database', () => {
  it.each(budgets)(
    '%s stays within its statements, rows and bytes of log',
    { timeout: 120_000 },
    async (workload, budget) => {
      expect(overBudget(workload, await costOf(workload), budget), remedy).toEqual([]);
    },
  );

  it('is over the budget with one statement, one row or one byte more', () => {
    const budget = { statements: { commit: 2 }, rows: { history: 6 }, walBytes: 4_000 };
    const over = (more: Partial<Cost>) => overBudget('W5', { ...budget, ...more }, budget);
    expect(over({})).toEqual([]);
    expect(over({ statements: { commit: 2, begin: 1 } })).toEqual([
      expect.stringMatching('W5 costs 3 statements, the budget is 2'),
    ]);
    expect(over({ rows: { history: 6, inbox: 1 } })).toEqual([
      expect.stringMatching('W5 costs 7 rows, the budget is 6'),
    ]);
    expect(over({ walBytes: 4_001 })).toEqual([
      expect.stringMatching('W5 costs 4001 bytes of log, the budget is 4000'),
    ]);
  });
});
