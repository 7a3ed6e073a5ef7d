// `npm run bench`: how many workflows a second, and how quickly (see bench-workloads.ts). `npm run bench -- heartbeats`: see heartbeats.ts;
// `-- sessions`: see sessions.ts; `-- limits`: see limits.ts; `-- scale`: see scale.ts; `-- snapshot`: see snapshot.ts; `-- overload`: see
// overload.ts.
import { benchBudgets } from './budgets.ts';
import { benchHeartbeats } from './heartbeats.ts';
import { benchWorkloads } from './bench-workloads.ts';
import { compare, renderDocs } from './compare.ts';
import { benchLimits } from './limits.ts';
import { benchOverload } from './overload.ts';
import { benchScale } from './scale.ts';
import { benchSessions } from './sessions.ts';
import { benchWeb } from './web/bench-web.ts';
import { benchSnapshot } from './snapshot.ts';

const [what, ...args] = process.argv.slice(2);
if (what === 'heartbeats') await benchHeartbeats(args);
else if (what === 'limits') await benchLimits(args);
else if (what === 'sessions') await benchSessions(args);
else if (what === 'overload') await benchOverload(args);
else if (what === 'budgets') await benchBudgets(args);
else if (what === 'web') await benchWeb(args);
else if (what === 'compare') await compare(args);
else if (what === 'docs') renderDocs(args);
else if (what === 'scale') await benchScale(args);
else if (what === 'snapshot') await benchSnapshot(args);
else await benchWorkloads(process.argv.slice(2));
