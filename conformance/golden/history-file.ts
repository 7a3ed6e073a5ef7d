// A golden history: what one version of the engine has written, row by row as it lies in the database.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeEvents, encodeEvents, type Design, type HistoryEvent, type HistoryRow } from '@baton/core';
import packageJson from '../../package.json' with { type: 'json' };

export interface GoldenHistory {
  /** That wrote it. */
  readonly version: string;
  readonly runId: string;
  readonly workflow: string;
  /** Of a drawn workflow: the version that the run belongs to. */
  readonly design: Design | null;
  /** `row` is the stored text, parsed. */
  readonly rows: readonly { readonly seq: number; readonly atMs: number; readonly row: unknown }[];
}

export const currentVersion: string = packageJson.version;
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = fileURLToPath(new URL('./histories', import.meta.url));

export function versions(): readonly string[] {
  return fs.readdirSync(folder).sort();
}

export function fileOf(version: string, name: string): string {
  return path.join(folder, version, `${name}.json`);
}

/** By name, of one version. */
export function readGolden(version: string): readonly (readonly [name: string, history: GoldenHistory])[] {
  const files = fs.readdirSync(path.join(folder, version)).sort();
  return files.map((file) => {
    const text = fs.readFileSync(path.join(folder, version, file), 'utf8');
    return [path.basename(file, '.json'), JSON.parse(text) as GoldenHistory];
  });
}

export function rowsOf({ rows }: GoldenHistory): readonly HistoryRow[] {
  return rows.map(({ seq, atMs, row }) => ({ seq, atMs, events: decodeEvents(JSON.stringify(row)) }));
}

/** What one transition has written has one time. Without a trace of this machine. */
export function storedRows(events: readonly HistoryEvent[]): GoldenHistory['rows'] {
  const groups: HistoryEvent[][] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last?.[0]?.atMs === event.atMs) last.push(event);
    else groups.push([event]);
  }
  return groups.map((group) => {
    const { seq = 0, atMs = 0 } = group[0] ?? {};
    const bodies = group.map(({ seq: _seq, atMs: _atMs, ...body }) => body);
    return { seq, atMs, row: JSON.parse(withoutMachine(encodeEvents(bodies))) as unknown };
  });
}

/** What would say on which machine, and in which folder, it was recorded. */
export function machineTraces(): readonly string[] {
  return [root.replace(/\/$/, ''), os.tmpdir(), os.homedir(), os.hostname()].filter(
    (trace) => trace.length > 3,
  );
}

function withoutMachine(text: string): string {
  return text.replaceAll(root, '/baton/').replaceAll(/file:\/\/\/baton\//g, '/baton/');
}
