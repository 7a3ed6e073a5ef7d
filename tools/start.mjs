// `npm start`: set everything up on a fresh machine, then run the studio.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build, generate, install, requireNode, root } from './lib/set-up.mjs';

requireNode();
try {
  await install();
  await generate();
  if (!process.argv.includes('--dev')) await build();
} catch (error) {
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
}

const studio = spawn(
  process.execPath,
  ['--enable-source-maps', '--import', 'tsx', path.join(root, 'tools/studio.ts'), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' } },
);
// Ctrl-C reaches the studio by itself (same terminal); other signals are handed on. Either way it decides when it is done.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => studio.kill('SIGTERM'));
process.on('SIGHUP', () => studio.kill('SIGTERM'));
studio.on('exit', (code) => process.exit(code ?? 1));
