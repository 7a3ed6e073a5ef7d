// Follows the ledger that all worker processes append to, for the service that completes what was handed to it by token.
import fs from 'node:fs';
import type { TokenLine } from '../definitions/ledger.ts';

export interface LedgerTail {
  /** The token of the run's async activity, once its handler has sent it off. @throws if it is closed before */
  readonly token: (run: { readonly runId: string }) => Promise<string>;
  readonly close: () => void;
}

const LOOK_EVERY_MS = 50;

export function followLedger(file: string): LedgerTail {
  const tokens = new Map<string, string>();
  const waiting = new Map<string, { resolve: (token: string) => void; reject: (error: Error) => void }>();
  let offset = 0;
  let rest = '';
  const look = (): void => {
    if (!fs.existsSync(file)) return;
    const { size } = fs.statSync(file);
    if (size === offset) return;
    const lines = (rest + readFrom(file, offset, size)).split('\n');
    offset = size;
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.includes('"token"')) continue;
      const { runId, token } = JSON.parse(line) as TokenLine;
      tokens.set(runId, token);
      waiting.get(runId)?.resolve(token);
      waiting.delete(runId);
    }
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    token: async ({ runId }) =>
      tokens.get(runId) ??
      new Promise((resolve, reject) => {
        waiting.set(runId, { resolve, reject });
      }),
    close: () => {
      clearInterval(timer);
      for (const { reject } of waiting.values()) reject(new Error('The storm is over'));
    },
  };
}

function readFrom(file: string, from: number, to: number): string {
  const buffer = Buffer.alloc(to - from);
  const handle = fs.openSync(file, 'r');
  try {
    fs.readSync(handle, buffer, 0, buffer.length, from);
  } finally {
    fs.closeSync(handle);
  }
  return buffer.toString('utf8');
}
