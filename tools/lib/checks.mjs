// The checks that need no database and no browser, fastest first.
import { bin, run } from './set-up.mjs';

const checks = [
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['types', 'tsc', ['--noEmit']],
  [
    'layers',
    'depcruise',
    [
      'app',
      'server',
      'packages',
      'bench',
      'examples',
      'tools',
      'docs',
      'conformance',
      'sim',
      '--no-progress',
    ],
  ],
  ['dead code', 'knip', []],
  ['lint', 'eslint', ['.', '--max-warnings', '0']],
];

/** Runs all of them; answers how many held. */
export async function runChecks() {
  let passed = 0;
  for (const [name, program, args] of checks) {
    const begun = Date.now();
    const code = await run(bin(program), args, { quiet: true });
    const seconds = ((Date.now() - begun) / 1000).toFixed(1);
    process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`);
    if (code === 0) passed++;
  }
  return { passed, failed: checks.length - passed };
}
