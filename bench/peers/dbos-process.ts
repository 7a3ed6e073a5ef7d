// The process that does WD's work for DBOS: `dbos-process.ts <database url> <workload>`.
import { beSibling } from '../siblings.ts';
import { launchDbos } from './open-dbos.ts';

const [, , databaseUrl = '', workload = ''] = process.argv;
const { dbos, statements } = await launchDbos({ databaseUrl, workload, isElsewhere: true });
beSibling(statements, () => dbos.shutdown());
