// Keeps one worker process running.
//
// running —exit→ pausing (0.2 s, doubling up to 10 s; back to 0.2 s once a worker has lived for 30 s) → running
// any —stop()→ stopped: the child is asked to drain and is killed if it hasn't gone after its grace.
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';

export interface SuperviseOptions {
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly say: (what: string, text: string) => void;
}

const firstPauseMs = 200;
const longestPauseMs = 10_000;
const steadyAfterMs = 30_000;
const stopGraceMs = 15_000;

export function superviseWorker(options: SuperviseOptions): { stop(): Promise<void> } {
  let child: ChildProcess | null = null;
  let pauseMs = firstPauseMs;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  function start(): void {
    const begunAt = performance.now();
    child = fork(path.join(import.meta.dirname, 'studio-worker.ts'), {
      // Young objects of a thousand runs don't fit into V8's usual 16 MB: it would copy them over and over.
      execArgv: ['--enable-source-maps', '--max-semi-space-size=32', '--import', 'tsx'],
      // A group of its own, so that Ctrl-C reaches only us and we stop it in order.
      detached: true,
      env: { ...process.env, DATABASE_URL: options.databaseUrl, BATON_DATA_DIR: options.dataDir },
    });
    options.say('Worker', `started, process ${child.pid ?? 0}`);
    child.on('exit', (code, signal) => {
      if (stopped) return;
      if (performance.now() - begunAt > steadyAfterMs) pauseMs = firstPauseMs;
      options.say('Worker', `ended (${signal ?? `exit ${code ?? 0}`}), starting again in ${pauseMs} ms`);
      timer = setTimeout(start, pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    });
  }

  start();
  return {
    stop: async () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      if (child !== null) await end(child);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.send('stop');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopGraceMs);
  await gone;
  clearTimeout(timer);
}
