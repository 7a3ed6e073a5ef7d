// `npm run conformance`: the scenarios of conformance/README.md, one line each. Ends with one line `N passed, N failed`.
import path from 'node:path';
import { generate, install, requireNode, root } from './lib/set-up.mjs';
import { createTestRunners } from './lib/test-runners.mjs';

requireNode();
const runners = createTestRunners();

/** What the tests of one scenario say: those that failed, or that there is none. */
function verdictOf(scenario, tests) {
  const failed = tests.filter((test) => test.status !== 'passed');
  const problem = tests.length === 0 ? 'has no test' : failed.map((test) => test.fullName).join('; ');
  const label = `C${scenario.number}`.padEnd(4);
  const verdict = problem === '' ? 'pass' : 'fail';
  process.stdout.write(`${label} ${verdict}  ${scenario.title}${problem === '' ? '' : ` — ${problem}`}\n`);
  return verdict;
}

/** Runs everything; answers how many scenarios, and tests that belong to none, passed and failed. */
async function conformance() {
  const { tsImport } = await import('tsx/esm/api');
  const scenarios = await tsImport('../conformance/support/scenarios.ts', import.meta.url);
  await runners.startDatabase();
  const { report, code } = await runners.vitest([path.join(root, 'conformance/')]);
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  process.stdout.write('\n');
  const verdicts = scenarios.readScenarios().map((scenario) =>
    verdictOf(
      scenario,
      tests.filter((test) => scenarios.scenariosOf(test.title).includes(scenario.number)),
    ),
  );
  const passed = verdicts.filter((verdict) => verdict === 'pass').length;
  const others = otherFailures(tests, scenarios.scenariosOf);
  const failed = verdicts.length - passed + others;
  // A test file that does not load, for instance.
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/** Tests without a number: told only if they fail. */
function otherFailures(tests, scenariosOf) {
  const failed = tests.filter((test) => test.status !== 'passed' && scenariosOf(test.title).length === 0);
  for (const test of failed) process.stdout.write(`-    fail  ${test.fullName}\n`);
  return failed.length;
}

let total = { passed: 0, failed: 1 };
try {
  await install();
  await generate();
  total = await conformance();
} catch (error) {
  process.stdout.write(`${error.message}\n`);
} finally {
  await runners.close();
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exit(total.failed === 0 ? 0 : 1);
