// `npm run chaos -- --mix sessions --minutes 5 [--seed 1] [--workers 8] [--sessions 5000] [--fault-every 1500]`: see storm.ts;
// or `--mix false-alarms --minutes 10 [--lease 10000]`: see false-alarms.ts. Ends with `0 violations`, or with what was violated and exit code 1.
import { parseArgs } from 'node:util';
import { linesOfAlarms, runFalseAlarms } from './false-alarms.ts';
import { linesOf } from './report.ts';
import { runStorm } from './storm.ts';

const { values } = parseArgs({
  options: {
    mix: { type: 'string', default: 'sessions' },
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string' },
    workers: { type: 'string', default: '8' },
    sessions: { type: 'string' },
    lease: { type: 'string', default: '10000' },
    'fault-every': { type: 'string', default: '1500' },
  },
});

function positive(name: keyof typeof values): number {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value > 0) return value;
  throw new RangeError(`--${name} is a number above 0`);
}

// Whoever interrupts a storm wants no report; what it started is ended by its guard.
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : positive('seed');
const forMs = positive('minutes') * 60_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (values.mix === 'false-alarms') {
  const leaseMs = positive('lease');
  const report = await runFalseAlarms({ forMs, leaseMs, stallMs: leaseMs * 0.8, seed, isShared: false, say });
  linesOfAlarms(report).forEach(say);
  process.exit(report.violations.length === 0 ? 0 : 1);
}

const report = await runStorm({
  mix: values.mix,
  seed,
  workers: positive('workers'),
  forMs,
  sessions: values.sessions === undefined ? null : positive('sessions'),
  faultEveryMs: positive('fault-every'),
  isShared: false,
  say,
});
linesOf(report).forEach(say);
process.exit(report.violations.length === 0 ? 0 : 1);
