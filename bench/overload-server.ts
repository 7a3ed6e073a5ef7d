// The web process under load: `overload-server.ts <databaseUrl> <gate: on | off>`. Says its address; answers each message with its CPU and memory.
import { startServer } from '../server/start-server.ts';

const [databaseUrl = '', gate = 'on'] = process.argv.slice(2);
// Nothing is refused, and nothing waits: what becomes of a server without a gate.
const load = gate === 'off' ? { atOnce: Infinity } : {};
const server = await startServer({
  databaseUrl,
  port: 0,
  pages: false,
  ticks: false,
  load,
  log: () => undefined,
});

export interface ServerReading {
  readonly cpuMs: number;
  readonly rssMb: number;
}

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const rssMb = Math.round(process.memoryUsage.rss() / 1_048_576);
  process.send?.({ cpuMs: (user + system) / 1_000, rssMb } satisfies ServerReading);
});
process.on('disconnect', () => void server.close().then(() => process.exit(0)));
process.send?.(server.url);
