// The checks that need no database and no browser. The linter takes as long as all the others, so it goes beside them; in two parts, since all
// files' types together are more than one part can hold.
import { bin, run } from './set-up.mjs';

const lanes = [
  [
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
        'chaos',
        '--no-progress',
      ],
    ],
    ['dead code', 'knip', []],
  ],
  [['lint', 'eslint', ['.', '--max-warnings', '0', '--concurrency', '2']]],
];

/** Runs all of them; answers how many held. */
export async function runChecks() {
  const held = (await Promise.all(lanes.map(runLane))).flat();
  const passed = held.filter(Boolean).length;
  return { passed, failed: held.length - passed };
}

async function runLane(checks) {
  const held = [];
  for (const check of checks) held.push(await holds(check));
  return held;
}

async function holds([name, program, args]) {
  const begun = Date.now();
  const code = await run(bin(program), args, { quiet: true });
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`);
  return code === 0;
}
