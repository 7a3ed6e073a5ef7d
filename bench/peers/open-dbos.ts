// DBOS Transact in this process, with its defaults.
import { randomUUID } from 'node:crypto';
import type { Engine } from '../engine.ts';
import { momentOf } from '../moments.ts';
import { SLEEP_MS } from '../names.ts';
import { startSibling } from '../siblings.ts';
import { countStatements, type StatementCount } from '../statements.ts';
import { loadDbos, type Dbos, type PeerWorkflow } from './dbos-library.ts';
import { PEER_QUEUE, peerWorkflow, TOPIC } from './dbos-workflows.ts';

export interface DbosOptions {
  readonly databaseUrl: string;
  readonly workload: string;
  /** The process that the work of WD is for. Default: the one that starts workflows. */
  readonly isElsewhere?: boolean;
}

interface Launched {
  readonly dbos: Dbos;
  readonly workflow: PeerWorkflow<string>;
  readonly statements: StatementCount;
}

export async function launchDbos({
  databaseUrl,
  workload,
  isElsewhere = false,
}: DbosOptions): Promise<Launched> {
  const { dbos, driver } = loadDbos();
  const statements = countStatements(driver);
  const workflow = peerWorkflow(dbos, workload);
  dbos.setConfig({
    name: 'bench',
    systemDatabaseUrl: databaseUrl,
    logLevel: 'error',
    // Both processes of WD run the same code.
    applicationVersion: 'bench',
    executorID: isElsewhere ? 'elsewhere' : 'here',
    ...(workload.startsWith('WD') && { listenQueues: isElsewhere ? [PEER_QUEUE] : [] }),
  });
  await dbos.launch();
  return { dbos, workflow, statements };
}

export async function openDbos(
  options: DbosOptions,
): Promise<Engine & { readonly statements: StatementCount }> {
  const { dbos, workflow, statements } = await launchDbos(options);
  const dispatches = options.workload.startsWith('WD');
  if (dispatches) await dbos.registerQueue(PEER_QUEUE);
  const elsewhere = () => startSibling('peers/dbos-process.ts', [options.databaseUrl, options.workload]);
  const siblings = dispatches ? [await elsewhere()] : [];
  const workload =
    options.workload === 'WH' ? toldToStep : options.workload === 'WS' ? sleepToStep : startToEnd;
  return {
    statements,
    siblings,
    workloadOf: () => () => workload(dbos, workflow),
    async close() {
      await Promise.all(siblings.map(({ stop }) => stop()));
      await dbos.shutdown();
    },
  };
}

async function startToEnd(dbos: Dbos, workflow: PeerWorkflow<string>): Promise<number> {
  const beganAtMs = performance.now();
  const handle = await dbos.startWorkflow(workflow)('');
  await handle.getResult();
  return performance.now() - beganAtMs;
}

async function toldToStep(dbos: Dbos, workflow: PeerWorkflow<string>): Promise<number> {
  const id = randomUUID();
  const [waits, goesOn] = [momentOf(id, 'waits'), momentOf(id, 'goes on')];
  const handle = await dbos.startWorkflow(workflow, { workflowID: id })(id);
  await waits;
  const toldAtMs = performance.now();
  await dbos.send(id, null, TOPIC);
  const latencyMs = (await goesOn) - toldAtMs;
  await handle.getResult();
  return latencyMs;
}

async function sleepToStep(dbos: Dbos, workflow: PeerWorkflow<string>): Promise<number> {
  const id = randomUUID();
  const [slept, goesOn] = [momentOf(id, 'slept'), momentOf(id, 'goes on')];
  const handle = await dbos.startWorkflow(workflow, { workflowID: id })(id);
  await handle.getResult();
  return (await goesOn) - (await slept) - SLEEP_MS;
}
