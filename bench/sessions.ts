// `npm run bench -- sessions --json [--in-flight 1,16,128] [--seconds 5] [--open 0,1000,10000] [--rest 20]`
//
// Se1: a workflow that opens a session on the one worker, runs one activity in it and completes it. Then what open sessions cost that
// nobody uses: statements, CPU and memory of a worker that hosts 0, 1,000 and 10,000 of them, in `--rest` seconds each.
import { parseArgs } from 'node:util';
import { createPostgresStorage } from '@baton/postgres';
import { createWorker } from '@baton/worker';
import { countByName, type StatementCounts } from './count-by-name.ts';
import { benchDatabase, type BenchDatabase } from './database.ts';
import { idleSessions } from './idle-sessions.ts';
import { benchSe1 } from './session-throughput.ts';
import { sessionActivities, sessionWorkflows } from './session-workloads.ts';
import { watchClosings, type Closings } from './watch-closings.ts';
import type { WorkloadDeps } from './workloads.ts';

export interface SessionBench extends WorkloadDeps {
  readonly closings: Closings;
  readonly database: BenchDatabase;
  readonly statements: StatementCounts;
  readonly seconds: number;
  /** Says also which statements were sent. */
  readonly verbose: boolean;
}

export async function benchSessions(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      'in-flight': { type: 'string', default: '1,16,128' },
      open: { type: 'string', default: '0,1000,10000' },
      seconds: { type: 'string', default: '5' },
      // Long enough for what happens every few seconds to be counted for what it is.
      rest: { type: 'string', default: '20' },
    },
  });
  const restS = numbers(values.rest)[0] ?? 20;
  const { seconds, verbose } = { seconds: numbers(values.seconds)[0] ?? 5, verbose: values.verbose };
  const say = (line: object): void => {
    if (values.json) console.log(JSON.stringify(line));
    else console.table([line]);
  };
  const statements = countByName();
  const database = await benchDatabase();
  const closings = watchClosings(await createPostgresStorage({ databaseUrl: database.url }));
  const worker = await createWorker({
    storage: closings.storage,
    workflows: sessionWorkflows,
    activities: sessionActivities,
    maxConcurrentActivities: 1_000,
    sessions: { enabled: true, maxConcurrentSessions: 20_000, maxConcurrentActivities: 1_000 },
    log: ({ level, message, error }) => {
      if (level !== 'info') console.error(message, error ?? '');
    },
  });
  const running = worker.run();
  const bench: SessionBench = {
    ...{ closings, worker, database, statements, seconds, verbose },
    sender: closings.storage,
  };
  try {
    for (const inFlight of numbers(values['in-flight'])) say(await benchSe1(bench, inFlight));
    for (const open of numbers(values.open)) say(await idleSessions(bench, open, restS));
  } finally {
    await worker.shutdown({ grace: 0 });
    await running;
    await closings.storage.close();
    await database.drop();
  }
}

/** @throws {Error} unless they are whole numbers from 0. */
function numbers(list: string): readonly number[] {
  const found = list === '' ? [] : list.split(',').map(Number);
  if (found.every((n) => Number.isInteger(n) && n >= 0)) return found;
  throw new Error(`wanted whole numbers from 0, found ${list}`);
}
