// What must be there before anything of ours can run: packages, the generated database client, the built pages.
// Plain Node without imports of packages, since there may be none yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');
const stamps = path.join(root, 'node_modules/.baton');

/** Runs a program in the repository; answers its exit code. */
export function run(command, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const output = [];
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    });
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (quiet && code !== 0) process.stderr.write(Buffer.concat(output));
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

export const bin = (name) => path.join(root, 'node_modules/.bin', name);

/** Installs the packages of package-lock.json, unless these are the installed ones. */
export async function install() {
  const wanted = hashOf(['package-lock.json']);
  if (readStamp('install') === wanted && fs.existsSync(bin('tsx'))) return;
  await step('Installing packages', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeStamp('install', wanted);
}

/** Generates the database client, unless it is there for this schema. */
export async function generate() {
  const wanted = hashOf(['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json']);
  if (readStamp('generate') === wanted && fs.existsSync(path.join(root, 'prisma/generated'))) return;
  await step('Generating the database client', bin('prisma'), ['generate']);
  writeStamp('generate', wanted);
}

/** Builds the pages, unless they are built from these sources. */
export async function build() {
  const wanted = hashOf([
    'package-lock.json',
    'next.config.js',
    'postcss.config.mjs',
    'app',
    'packages/core/src',
  ]);
  if (readStamp('build') === wanted && fs.existsSync(path.join(root, '.next/BUILD_ID'))) return;
  await step('Building the studio', bin('next'), ['build']);
  writeStamp('build', wanted);
}

/** @throws {Error} that names the step, after its output has been shown. */
async function step(title, command, args) {
  const begun = Date.now();
  process.stdout.write(`· ${title} …\n`);
  const code = await run(command, args, { quiet: true });
  if (code !== 0) throw new Error(`${title} failed (exit ${code}).`);
  process.stdout.write(`✓ ${title} (${((Date.now() - begun) / 1000).toFixed(1)} s)\n`);
}

function readStamp(name) {
  try {
    return fs.readFileSync(path.join(stamps, name), 'utf8');
  } catch {
    return null;
  }
}

function writeStamp(name, value) {
  fs.mkdirSync(stamps, { recursive: true });
  fs.writeFileSync(path.join(stamps, name), value);
}

function hashOf(entries) {
  const hash = createHash('sha256').update(process.version);
  for (const entry of entries) addToHash(hash, entry);
  return hash.digest('hex');
}

function addToHash(hash, entry) {
  const full = path.join(root, entry);
  const stat = fs.statSync(full, { throwIfNoEntry: false });
  if (!stat) return;
  if (stat.isDirectory()) {
    for (const child of fs.readdirSync(full).sort()) addToHash(hash, path.join(entry, child));
    return;
  }
  hash.update(entry).update(fs.readFileSync(full));
}

/** Stops with a sentence if this Node is too old. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  process.stderr.write(`Baton needs Node 20.19 or newer; this is ${process.version}.\n`);
  process.exit(1);
}
