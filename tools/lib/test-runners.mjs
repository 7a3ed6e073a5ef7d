// The test programs and what they need: a scratch folder, a throw-away PostgreSQL, their reports.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bin, root, run } from './set-up.mjs';

/** A scratch folder and, once started, a database; both end with `close`. */
export function createTestRunners() {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'baton-test-'));
  fs.chmodSync(scratch, 0o755);
  let database = null;

  /** Runs a program that writes a JSON report; answers the report and the exit code. */
  const reported = async (name, [command, ...args], env = {}) => {
    const report = path.join(scratch, `${name}.json`);
    const code = await run(command, args, {
      env: {
        BATON_TEST_DATABASE_URL: database?.url ?? '',
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
        ...env,
      },
    });
    if (!fs.existsSync(report))
      throw new Error(`${name} ended with exit ${code} before it wrote its report.`);
    return { code, report: JSON.parse(fs.readFileSync(report, 'utf8')) };
  };

  return {
    startDatabase: async () => {
      database = await startDatabase(path.join(scratch, 'pg'));
    },
    vitest: (args = []) => {
      const output = `--outputFile.json=${path.join(scratch, 'vitest.json')}`;
      return reported('vitest', [
        bin('vitest'),
        'run',
        '--reporter=default',
        '--reporter=json',
        output,
        ...args,
      ]);
    },
    playwright: (browser) =>
      reported(
        'playwright',
        [bin('playwright'), 'test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'],
        { CHROMIUM: browser },
      ),
    close: async () => {
      await stopDatabase(database);
      fs.rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** A throw-away PostgreSQL on a free port, in a process of its own. */
function startDatabase(folder) {
  return new Promise((resolve, reject) => {
    const args = ['--import', 'tsx', path.join(root, 'tools/test-database.ts'), folder];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdout.once('data', (line) => resolve({ url: line.toString().trim(), child }));
    child.on('exit', (code) => reject(new Error(`PostgreSQL did not start (exit ${code}).`)));
  });
}

function stopDatabase(database) {
  return new Promise((resolve) => {
    if (!database || database.child.exitCode !== null) return resolve();
    database.child.on('exit', resolve);
    database.child.stdin.end();
  });
}
