import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Ends processes and removes folders when this process is gone, even if it is killed. */
export interface Guard {
  readonly watch: (pid: number) => void;
  readonly forget: (pid: number) => void;
  readonly remove: (folder: string) => void;
  /** Ends now what is still watched. */
  readonly release: () => void;
}

export function startGuard(): Guard {
  const main = fileURLToPath(new URL('./guard.mjs', import.meta.url));
  // In a group of its own: an interrupt from the terminal is not for it.
  const child = spawn(process.execPath, [main], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
  child.unref();
  const say = (line: string): void => void child.stdin.write(`${line}\n`);
  return {
    watch: (pid) => say(`+${pid}`),
    forget: (pid) => say(`-${pid}`),
    remove: (folder) => say(`rm ${folder}`),
    release: () => child.stdin.end(),
  };
}
