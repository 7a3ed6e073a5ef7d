// Processes beside the one that measures: a second worker, an engine. They are told things, and answer.
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StatementCount } from './statements.ts';

export interface Usage {
  readonly cpuMs: number;
  readonly statements: number;
  /** Since it was asked last. */
  readonly peakRssBytes: number;
}

/** Does a part of the work that is measured. */
export interface Sibling {
  readonly usage: () => Promise<Usage>;
}

export interface Child {
  /** What it said when it was ready. */
  readonly hello: unknown;
  /** One question at a time. @throws {Error} if the process ends instead. */
  readonly ask: <Answer>(question: unknown) => Promise<Answer>;
  /** Resolves when it has ended. */
  readonly stop: () => Promise<void>;
}

/** A process that runs this file of the benchmark with the options of this one (`--cpu-prof` among them), and is ready. */
export async function startChild(file: string, args: readonly string[]): Promise<Child> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [...args], {
    // As the studio starts its workers: young objects of many runs need room. Statistics are settled on connections that are busy, which the driver calls deprecated.
    execArgv: ['--no-deprecation', '--max-semi-space-size=32', ...execArgv()],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const hello = await nextMessage(child, file);
  return {
    hello,
    ask: async <Answer>(question: unknown) => {
      const answered = nextMessage(child, file);
      child.send(question as object);
      return (await answered) as Answer;
    },
    stop: () => {
      if (child.connected) child.disconnect();
      return ended;
    },
  };
}

/** Those of this process, `--cpu-prof` among them. */
function execArgv(): readonly string[] {
  const runsTypes = process.execArgv.some((one) => one.includes('tsx'));
  return runsTypes ? process.execArgv : [...process.execArgv, '--import', 'tsx'];
}

function nextMessage(child: ChildProcess, file: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const died = (code: number | null): void => reject(new Error(`${file} has ended with ${String(code)}`));
    child.once('exit', died);
    child.once('message', (message) => {
      child.off('exit', died);
      resolve(message);
    });
  });
}

export async function startSibling(
  file: string,
  args: readonly string[],
): Promise<Sibling & Pick<Child, 'stop'>> {
  const { ask, stop } = await startChild(file, args);
  return { usage: () => ask<Usage>('usage'), stop };
}

/** To ask costs milliseconds on some systems: each 50 ms it was a seventh of the CPU that is to be measured. */
const WATCH_MS = 250;

/** In the sibling: says that it is ready, answers what it has used, and ends with whoever has started it. */
export function beSibling(
  statements: StatementCount,
  leave: () => Promise<unknown>,
  hello: unknown = 'ready',
): void {
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), WATCH_MS);
  process.on('message', () => {
    void statements.settle().then(() => {
      const { user, system } = process.cpuUsage();
      const peakRssBytes = Math.max(peak, process.memoryUsage.rss());
      peak = 0;
      process.send?.({
        cpuMs: (user + system) / 1_000,
        statements: statements(),
        peakRssBytes,
      } satisfies Usage);
    });
  });
  process.on('disconnect', () => {
    clearInterval(watch);
    void leave().finally(() => process.exit());
  });
  process.send?.(hello);
}
