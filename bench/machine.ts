import os from 'node:os';

/** What is measured on: the figures mean nothing without it. */
export function machine(): string {
  const [cpu] = os.cpus();
  const memoryGb = Math.round(os.totalmem() / 2 ** 30);
  return `${os.cpus().length} × ${cpu?.model.trim() ?? 'CPU'}, ${memoryGb} GiB, ${os.type()} ${os.release()}, Node ${process.versions.node}`;
}
