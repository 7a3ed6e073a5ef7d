import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { downloadOrders, processOrdersFile, uploadResult } from '../file-processing/activities.ts';
import { generateOrders } from '../file-processing/orders.ts';
import { processOrders, type OrdersCheckpoint } from '../file-processing/process-orders.ts';
import { contextOf, ownDirectory } from './context.ts';

const rows = 60_000;
const seed = 7;

/** The truth, summed up without any file. */
function expected() {
  const centsByRegion: Record<string, number> = {};
  for (const { region, quantity, unitPriceCents } of generateOrders(rows, seed)) {
    centsByRegion[region] = (centsByRegion[region] ?? 0) + quantity * unitPriceCents;
  }
  const totalCents = Object.values(centsByRegion).reduce((sum, cents) => sum + cents, 0);
  return { rows, totalCents, centsByRegion };
}

it('60,000 orders are downloaded, processed and uploaded, and the totals are right', async () => {
  const directory = await ownDirectory();
  const downloaded = await downloadOrders.handler({ rows, seed }, contextOf());
  const context = contextOf<OrdersCheckpoint>();
  const processed = (await processOrdersFile.handler(downloaded as { file: string }, context)) as {
    file: string;
  };
  expect(processed).toMatchObject(expected());
  expect(context.beats.length).toBeGreaterThan(10);
  const stored = await uploadResult.handler({ file: processed.file }, contextOf());
  const text = await readFile(join(directory, 'store', `run-1-${processed.file}`), 'utf8');
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(rows + 1);
  expect(lines[0]).toBe('id,region,quantity,unit_price_cents,total_cents');
  expect(lines.slice(1).reduce((sum, line) => sum + Number(line.split(',')[4]), 0)).toBe(
    expected().totalCents,
  );
  const sha256 = createHash('sha256').update(text).digest('hex');
  expect(stored).toEqual({ name: `run-1-${processed.file}`, bytes: Buffer.byteLength(text), sha256 });
});

it('an attempt that dies goes on from its last heartbeat, and the result is the same', async () => {
  const directory = await ownDirectory();
  const { file } = (await downloadOrders.handler({ rows, seed }, contextOf())) as { file: string };
  await processOrdersFile.handler({ file }, contextOf<OrdersCheckpoint>());
  const output = join(directory, 'work', 'run-1', `totals-${file}`);
  const uninterrupted = await readFile(output);

  const dying = contextOf<OrdersCheckpoint>({
    onBeat: ({ rows: done }) => {
      if (done > rows / 2) throw new Error('killed');
    },
  });
  await expect(processOrdersFile.handler({ file }, dying)).rejects.toThrow('killed');
  // The beat before the last arrived; what was written after it has to be overwritten.
  const checkpoint = dying.beats.at(-2)!;
  expect(checkpoint.rows).toBeGreaterThan(rows / 4);
  expect((await readFile(output)).length).toBeGreaterThan(checkpoint.bytesWritten);

  const second = contextOf<OrdersCheckpoint>({ checkpoint });
  expect(await processOrdersFile.handler({ file }, second)).toMatchObject(expected());
  expect(second.beats[0]?.rows).toBeGreaterThan(checkpoint.rows);
  // Compared as bytes: vitest's own comparison of 1.5 MB takes 20 seconds.
  expect(uninterrupted.equals(await readFile(output))).toBe(true);
});

it('work stops between two parts of the file when it is told to', async () => {
  const directory = await ownDirectory();
  const { file } = (await downloadOrders.handler({ rows, seed }, contextOf())) as { file: string };
  const stop = new AbortController();
  const work = processOrders({
    input: join(directory, 'work', 'run-1', file),
    output: join(directory, 'work', 'run-1', 'out.csv'),
    checkpoint: undefined,
    onProgress: () => stop.abort(new Error('WORKFLOW_CANCELLED')),
    signal: stop.signal,
  });
  await expect(work).rejects.toThrow('WORKFLOW_CANCELLED');
});

it('names that lead out of the directory are refused', async () => {
  await ownDirectory();
  for (const file of ['../etc/passwd', '/etc/passwd', '.hidden', 'a/b', 'a\0b', '']) {
    await expect(uploadResult.handler({ file }, contextOf())).rejects.toMatchObject({ name: 'BadFileName' });
  }
});
