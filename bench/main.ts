// `npm run bench`: how many workflows a second, and how quickly (see bench-workloads.ts). `npm run bench -- heartbeats`: see heartbeats.ts;
// `-- sessions`: see sessions.ts; `-- limits`: see limits.ts.
import { benchBudgets } from './budgets.ts';
import { benchHeartbeats } from './heartbeats.ts';
import { benchWorkloads } from './bench-workloads.ts';
import { compare, renderDocs } from './compare.ts';
import { benchLimits } from './limits.ts';
import { benchSessions } from './sessions.ts';
import { benchWeb } from './web/bench-web.ts';

const [what, ...args] = process.argv.slice(2);
if (what === 'heartbeats') await benchHeartbeats(args);
else if (what === 'limits') await benchLimits(args);
else if (what === 'sessions') await benchSessions(args);
else if (what === 'budgets') await benchBudgets(args);
else if (what === 'web') await benchWeb(args);
else if (what === 'compare') await compare(args);
else if (what === 'docs') renderDocs(args);
else await benchWorkloads(process.argv.slice(2));
