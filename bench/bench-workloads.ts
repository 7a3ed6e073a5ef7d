// `npm run bench -- --json [--workloads W1,W5,WH] [--in-flight 1,100,1000] [--seconds 5]`
//
// One worker and one Postgres on this machine: the one of DATABASE_URL (a database of its own is made there), or one that is started for
// the benchmark, with its safe settings. W<n>: n sequential no-op activities with 100-byte results. WH: signal to next activity.
import { parseArgs } from 'node:util';
import { createPostgresStorage } from '@baton/postgres';
import { createWorker } from '@baton/worker';
import { benchDatabase } from './database.ts';
import { commitsPerSecond } from './yardstick.ts';
import { measure } from './measure.ts';
import { countStatements } from './statements.ts';
import { activitiesOfBench, isWorkload, workflowsOfBench, workloadOf } from './workloads.ts';
import { watchClosings } from './watch-closings.ts';

export async function benchWorkloads(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      workloads: { type: 'string', default: 'W1,W5,WH' },
      'in-flight': { type: 'string', default: '1,100,1000' },
      seconds: { type: 'string', default: '5' },
    },
  });
  const workloads = values.workloads.split(',');
  const inFlights = values['in-flight'].split(',').map(Number);
  const seconds = Number(values.seconds);
  const unknown = workloads.filter((name) => !isWorkload(name));
  if (unknown.length > 0)
    throw new Error(`Unknown workloads: ${unknown.join(', ')}; there are W1, W5, W<n> and WH`);
  if (!inFlights.every((n) => Number.isInteger(n) && n > 0) || !(seconds > 0)) {
    throw new Error('--in-flight takes whole numbers from 1, --seconds a number above 0');
  }

  const statements = countStatements();
  const database = await benchDatabase();
  const closings = watchClosings(await createPostgresStorage({ databaseUrl: database.url }));
  const sender = await createPostgresStorage({ databaseUrl: database.url });
  const worker = await createWorker({
    storage: closings.storage,
    workflows: workflowsOfBench(workloads),
    activities: activitiesOfBench,
    maxConcurrentActivities: 1_000,
    log: ({ level, message, error }) => {
      if (level !== 'info') console.error(message, error ?? '');
    },
  });
  const running = worker.run();

  const report = async (name: string, inFlight: number): Promise<void> => {
    const yardstickCommitsPerS = await commitsPerSecond(database.url);
    const workload = workloadOf(name, { closings, sender, worker });
    const result = await measure({ workload, inFlight, seconds, database, statements });
    const line = { engine: 'baton', workload: name, inFlight, ...result, yardstickCommitsPerS };
    if (values.json) console.log(JSON.stringify(line));
    else console.table([line]);
  };

  try {
    for (const name of workloads) {
      for (const inFlight of inFlights) await report(name, inFlight);
    }
  } finally {
    await worker.shutdown({ grace: 0 });
    await running;
    await sender.close();
    await closings.storage.close();
    await database.drop();
  }
}
