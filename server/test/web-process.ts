// A web process of its own, without pages, for tests that kill it: `web-process.ts <databaseUrl>`. Prints its address.
import { startServer } from '../start-server.ts';

const [databaseUrl = ''] = process.argv.slice(2);
const server = await startServer({ databaseUrl, port: 0, pages: false, throwAway: true });
process.stdout.write(`${server.url}\n`);
