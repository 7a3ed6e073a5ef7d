// An engine in a process of its own, so that its memory and CPU are its own: `engine-process.ts <settings as JSON>`. Told what to measure, it
// answers what it was.
import { openBaton } from './baton-engine.ts';
import type { Engine } from './engine.ts';
import { measure, type Measured } from './measure.ts';
import { openDbos } from './peers/open-dbos.ts';
import { openProbe } from './probe.ts';
import { countStatements, type StatementCount } from './statements.ts';

export type EngineName = 'baton' | 'dbos';

export interface EngineSettings {
  readonly engine: EngineName;
  readonly databaseUrl: string;
  readonly serverPid: number | null;
  readonly workload: string;
}

export interface ToMeasure {
  readonly inFlight: number;
  readonly seconds: number;
}

const settings = JSON.parse(process.argv[2] ?? '') as EngineSettings;
const { engine: name, databaseUrl, workload } = settings;

const open: Readonly<Record<EngineName, () => Promise<Engine & { readonly statements: StatementCount }>>> = {
  baton: async () => {
    const statements = countStatements();
    return { ...(await openBaton({ databaseUrl, workloads: [workload] })), statements };
  },
  dbos: () => openDbos({ databaseUrl, workload }),
};

const engine = await open[name]();
const database = await openProbe(databaseUrl, settings.serverPid);
process.on('message', ({ inFlight, seconds }: ToMeasure) => {
  const { siblings, statements } = engine;
  void measure({
    workload: engine.workloadOf(workload),
    inFlight,
    seconds,
    database,
    statements,
    siblings,
  }).then((measured: Measured) => process.send?.(measured));
});
process.on('disconnect', () => {
  void Promise.all([engine.close(), database.close()]).finally(() => process.exit());
});
process.send?.('ready');
