// Workers of one database on one host notice each other's death at once: each leaves a note with its process id, and whoever finds a note
// whose process is gone tells the database, which need not wait for the lease then.
//
// Only a hint that makes things quick: a worker that is wrongly taken for dead begins another life, and nothing that it does meanwhile counts.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { WorkerId } from '@baton/core';
import { z } from 'zod';

export interface HostPeers {
  readonly announce: (workerId: WorkerId) => void;
  readonly withdraw: (workerId: WorkerId) => void;
  /** Those whose process is gone. They are found again until they are withdrawn. */
  readonly dead: () => readonly WorkerId[];
}

/** For storages that only this process knows. */
export const noPeers: HostPeers = {
  announce: () => undefined,
  withdraw: () => undefined,
  dead: () => [],
};

const note = z.object({
  pid: z.int().positive(),
  /** Tells processes with the same id apart; `null`: this system doesn't say. */
  bornAt: z.string().nullable(),
  /** Process ids mean something only within it: one boot of one host, one container. */
  space: z.string(),
});
type Note = z.infer<typeof note>;

/** The notes of workers of this database and this user lie in a folder that nobody else can write to. */
export function hostPeers(databaseUrl: string): HostPeers {
  const scope = createHash('sha256').update(databaseUrl).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), `baton-workers-${userInfo().uid}`, scope);
  const fileOf = (workerId: WorkerId): string => join(folder, `${workerId}.json`);
  const space = processSpace();
  const isOfTheDead = (file: string): boolean => {
    const found = readNote(join(folder, file));
    return found !== null && found.space === space && !isAlive(found);
  };
  return {
    announce: (workerId) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const mine: Note = { pid: process.pid, bornAt: birthOf(process.pid), space };
      writeFileSync(fileOf(workerId), JSON.stringify(mine), { mode: 0o600 });
    },
    withdraw: (workerId) => rmSync(fileOf(workerId), { force: true }),
    dead: () => filesIn(folder).filter(isOfTheDead).map(workerOf),
  };
}

function workerOf(file: string): WorkerId {
  return file.slice(0, -'.json'.length) as WorkerId;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith('.json'));
  } catch {
    return [];
  }
}

/** `null` also while it is being written. */
function readNote(file: string): Note | null {
  try {
    return note.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

function isAlive({ pid, bornAt }: Note): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
  return bornAt === null || birthOf(pid) === bornAt;
}

/** The process's start time in clock ticks since boot, from Linux's /proc; one that has ended but wasn't waited for has none. */
function birthOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold anything; after it come the state and, 19 fields on, the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function processSpace(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}
