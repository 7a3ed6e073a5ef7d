// `npm test`: set everything up on a fresh machine, then run every check and every test. Ends with one line `N passed, N failed`.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findBrowser } from './lib/browser.mjs';
import { runChecks } from './lib/checks.mjs';
import { bin, build, generate, install, requireNode, root, run } from './lib/set-up.mjs';

requireNode();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-test-'));
fs.chmodSync(scratch, 0o755);
const total = { passed: 0, failed: 0 };
let database = null;

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

/** Runs a test runner which writes its counts to a JSON file; a bad exit with no failed test is a failure, too. */
async function runner(command, args, { report, env, counts }) {
  const code = await run(command, args, { env });
  const { passed, failed } = counts(JSON.parse(fs.readFileSync(report, 'utf8')));
  if (passed + failed === 0) throw new Error('no test ran');
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/** A throw-away PostgreSQL on a free port, in a process of its own. */
function startDatabase() {
  return new Promise((resolve, reject) => {
    const args = ['--import', 'tsx', path.join(root, 'tools/test-database.ts'), path.join(scratch, 'pg')];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdout.once('data', (line) => resolve({ url: line.toString().trim(), child }));
    child.on('exit', (code) => reject(new Error(`PostgreSQL did not start (exit ${code}).`)));
  });
}

function stopDatabase() {
  return new Promise((resolve) => {
    if (!database || database.child.exitCode !== null) return resolve();
    database.child.on('exit', resolve);
    database.child.stdin.end();
  });
}

function vitest(name, args) {
  const report = path.join(scratch, `${name}.json`);
  return runner(
    bin('vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    {
      report,
      env: { BATON_TEST_DATABASE_URL: database?.url ?? '' },
      counts: (json) => ({
        passed: json.numPassedTests,
        failed: json.numFailedTests + json.numFailedTestSuites * (json.numFailedTests === 0 ? 1 : 0),
      }),
    },
  );
}

function playwright(browser) {
  const report = path.join(scratch, 'playwright.json');
  return runner(bin('playwright'), ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'], {
    report,
    env: {
      CHROMIUM: browser,
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      BATON_TEST_DATABASE_URL: database?.url ?? '',
    },
    counts: (json) => ({
      passed: json.stats.expected,
      failed: json.stats.unexpected + json.stats.flaky + json.stats.skipped,
    }),
  });
}

try {
  await install();
  await generate();
  await stage('Checks', runChecks);
  database = await startDatabase();
  await stage('Unit, property and integration tests', () => vitest('vitest', []));
  await stage('Build', async () => {
    await build();
    return { passed: 1, failed: 0 };
  });
  await stage('Browser tests', async () => playwright(await findBrowser()));
} catch (error) {
  process.stdout.write(`${error.message}\n`);
  total.failed++;
} finally {
  await stopDatabase();
  fs.rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exit(total.failed === 0 ? 0 : 1);
