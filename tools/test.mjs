// `npm test`: set everything up on a fresh machine, then run every check and every test. Ends with one line `N passed, N failed`.
import { findBrowser } from './lib/browser.mjs';
import { runChecks } from './lib/checks.mjs';
import { build, generate, install, requireNode } from './lib/set-up.mjs';
import { createTestRunners } from './lib/test-runners.mjs';

requireNode();
const runners = createTestRunners();
const total = { passed: 0, failed: 0 };

function count({ passed, failed }) {
  total.passed += passed;
  total.failed += failed;
}

/** Runs one stage. A stage that breaks before it can count its tests is one failure. */
async function stage(title, work) {
  process.stdout.write(`\n── ${title}\n`);
  const begun = Date.now();
  try {
    count(await work());
  } catch (error) {
    process.stdout.write(`✗ ${title}: ${error.message}\n`);
    total.failed++;
  }
  process.stdout.write(`   ${((Date.now() - begun) / 1000).toFixed(0)} s\n`);
}

/** A bad exit with no failed test is a failure, too. */
function counted({ passed, failed }, code) {
  if (passed + failed === 0) throw new Error('no test ran');
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}

async function vitest() {
  const { report, code } = await runners.vitest();
  const { numPassedTests: passed, numFailedTests, numFailedTestSuites } = report;
  return counted({ passed, failed: numFailedTests + (numFailedTests === 0 ? numFailedTestSuites : 0) }, code);
}

async function playwright() {
  const { report, code } = await runners.playwright(await findBrowser());
  const { expected, unexpected, flaky, skipped } = report.stats;
  return counted({ passed: expected, failed: unexpected + flaky + skipped }, code);
}

try {
  await install();
  await generate();
  await stage('Checks', runChecks);
  await runners.startDatabase();
  await stage('Unit, property and integration tests', vitest);
  await stage('Build', async () => {
    await build();
    return { passed: 1, failed: 0 };
  });
  await stage('Browser tests', playwright);
} catch (error) {
  process.stdout.write(`${error.message}\n`);
  total.failed++;
} finally {
  await runners.close();
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exit(total.failed === 0 ? 0 : 1);
