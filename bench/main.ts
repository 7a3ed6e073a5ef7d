// `npm run bench`: how many workflows a second, and how quickly (see bench-workloads.ts). `npm run bench -- heartbeats`: see heartbeats.ts.
import { benchHeartbeats } from './heartbeats.ts';
import { benchWorkloads } from './bench-workloads.ts';

const [what, ...args] = process.argv.slice(2);
if (what === 'heartbeats') await benchHeartbeats(args);
else await benchWorkloads(process.argv.slice(2));
