// The server in a process of its own, without pages: `web-process.ts <database url>`. Says its address.
import { startServer } from '../../server/start-server.ts';
import { beSibling } from '../siblings.ts';
import { countStatements } from '../statements.ts';

const statements = countStatements();
const server = await startServer({ databaseUrl: process.argv[2] ?? '', port: 0, pages: false });
beSibling(statements, () => server.close(), server.url);
