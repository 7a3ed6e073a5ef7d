// `npm run golden`: replays every golden history on the code of today. `npm run golden -- --record` writes those that this version doesn't have
// yet; what is there stays as it is, whatever version wrote it.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  currentVersion,
  fileOf,
  readGolden,
  storedRows,
  versions,
  type GoldenHistory,
} from './history-file.ts';
import { recordAll } from './recordings.ts';
import { replayGolden } from './replay-golden.ts';

const { values } = parseArgs({ options: { record: { type: 'boolean', default: false } } });

async function record(): Promise<void> {
  for (const [name, { runId, workflow, design, events }] of await recordAll()) {
    const file = fileOf(currentVersion, name);
    if (fs.existsSync(file)) continue;
    const golden: GoldenHistory = {
      version: currentVersion,
      runId,
      workflow,
      design,
      rows: storedRows(events),
    };
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, textOf(golden));
    console.log(`recorded  ${currentVersion}/${name}: ${events.length} events`);
  }
}

/** A row a line, so that differences can be read. */
function textOf({ rows, ...head }: GoldenHistory): string {
  const lines = rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n');
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "rows": [\n${lines}\n  ]\n}\n`;
}

if (values.record) await record();
let failed = 0;
let passed = 0;
for (const version of versions()) {
  for (const [name, golden] of readGolden(version)) {
    const problem = await replayGolden(golden);
    if (problem === null) passed += 1;
    else failed += 1;
    console.log(
      `${problem === null ? 'replays ' : 'PARTS   '}  ${version}/${name}${problem === null ? '' : `: ${problem}`}`,
    );
  }
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
