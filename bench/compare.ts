// `npm run bench:compare [-- <file of lines> | --in-flight … --workloads …]`: the table of a run, of the one in the file or of a fresh one with DBOS.
// `npm run bench -- docs <file of lines>`: writes the tables of that run into docs/performance.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { benchWorkloads } from './bench-workloads.ts';
import type { Line } from './line.ts';
import { comparison, costTable, number, webTable } from './tables.ts';
import type { WebLine } from './web/web-line.ts';

const guide = new URL('../docs/performance.md', import.meta.url);

export async function compare(args: readonly string[]): Promise<void> {
  const [file] = args;
  if (file !== undefined && !file.startsWith('--')) {
    printTables(readLines(file));
    return;
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'baton-compare-'));
  try {
    const out = path.join(folder, 'lines.jsonl');
    await benchWorkloads(['--json', '--peers', 'dbos', '--out', out, ...args]);
    printTables(readLines(out));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Lines {
  readonly engines: readonly Line[];
  readonly web: readonly WebLine[];
}

/** @throws {Error} if the file isn't one of `--out`. */
export function readLines(file: string): Lines {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((text) => text.startsWith('{'))
    .map((text) => JSON.parse(text) as Line | WebLine);
  if (lines.length === 0) throw new Error(`${file} has no lines of a benchmark; make it with --out ${file}`);
  const isWeb = (line: Line | WebLine): line is WebLine => line.workload.startsWith('web-');
  return {
    engines: lines.filter((line): line is Line => !isWeb(line)),
    web: lines.filter(isWeb),
  };
}

function printTables({ engines, web }: Lines): void {
  if (engines.length > 0) console.log(`\n${comparison(engines)}\n\n${costTable(engines)}`);
  if (web.length > 0) console.log(`\n${webTable(web)}`);
}

/** Puts the tables between the marks of the guide. */
export function renderDocs([file]: readonly string[]): void {
  if (file === undefined) throw new Error('Say which file of lines: npm run bench -- docs lines.jsonl');
  const { engines, web } = readLines(file);
  const text = readFileSync(guide, 'utf8');
  const parts = {
    conditions: conditions(engines, web),
    comparison: comparison(engines),
    costs: costTable(engines),
    web: webTable(web),
  };
  const filled = Object.entries(parts).reduce((all, [name, part]) => between(all, name, part), text);
  writeFileSync(guide, filled);
}

function conditions(lines: readonly Line[], web: readonly WebLine[]): string {
  const range = (values: readonly number[]): string => {
    const sorted = [...values].sort((a, b) => a - b);
    return `${number(sorted[0])} to ${number(sorted.at(-1))}`;
  };
  const [first] = lines;
  const all = [...lines, ...web];
  return [
    `- Machine: ${all.at(-1)?.machine ?? 'unknown'}; workers and PostgreSQL share it.`,
    `- One client of \`${first?.yardstickBy ?? 'pg'}\`: ${range(lines.map((line) => line.yardstickCommitsPerS))} single-row commits a second, ${range(lines.map((line) => line.yardstickHundredsPerS))} commits of 100 rows a second.`,
    `- Load by others while measuring, in jobs for each CPU: ${range(all.map((line) => line.load))} (1 and less is an idle machine).`,
  ].join('\n');
}

function between(text: string, name: string, part: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no place for ${name}`);
  return `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`;
}
