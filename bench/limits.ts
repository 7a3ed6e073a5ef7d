// `npm run bench -- limits [--only slope,fan-out,timers,signals,takeover,rss] [--seconds 60]`: how far one worker goes. A line of JSON each.
import os from 'node:os';
import { parseArgs } from 'node:util';
import { fanOut, slope } from './limits/steps.ts';
import { signals, timers } from './limits/waits.ts';
import { rss, takeover, takeoverOfWaiting } from './limits/workers.ts';

export async function benchLimits(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: true },
      only: { type: 'string', default: 'slope,fan-out,timers,signals,takeover,rss' },
      seconds: { type: 'string', default: '60' },
      timers: { type: 'string', default: '100000' },
    },
  });
  const all = Number(values.timers);
  const limits: Readonly<Record<string, readonly (() => Promise<object>)[]>> = {
    slope: [() => slope()],
    'fan-out': [() => fanOut()],
    timers: [() => timers({ all, perRun: 100 }), () => timers({ all, perRun: 1 })],
    signals: [() => signals({ seconds: Number(values.seconds) })],
    takeover: [() => takeoverOfWaiting(), () => takeover()],
    rss: [() => rss({ semiSpaceMb: 16 }), () => rss()],
  };
  for (const name of values.only.split(',')) {
    const measures = limits[name];
    if (measures === undefined)
      throw new Error(`Unknown limit: ${name}; there are ${Object.keys(limits).join(', ')}`);
    for (const measure of measures) {
      const load = Math.round(((os.loadavg()[0] ?? 0) / os.cpus().length) * 100) / 100;
      console.log(JSON.stringify({ ...(await measure()), load }));
    }
  }
}
