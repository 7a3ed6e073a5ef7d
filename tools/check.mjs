// `npm run check`: format, types, layers, dead code, lint.
import { runChecks } from './lib/checks.mjs';
import { generate, install, requireNode } from './lib/set-up.mjs';

requireNode();
await install();
await generate();
const { passed, failed } = await runChecks();
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
