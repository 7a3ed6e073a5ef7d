// Reads orders, adds a column with each order's total, and sums up by region. It can stop anywhere and go on from a checkpoint.
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { ApplicationError } from '@baton/workflow';

/** How far the work is. Whatever came after it in the output is thrown away by the next attempt. */
export interface OrdersCheckpoint {
  readonly rows: number;
  /** Of the input that has been dealt with, up to the end of a line. */
  readonly bytesRead: number;
  /** Of the output that is on disk. */
  readonly bytesWritten: number;
  readonly totalCents: number;
  readonly centsByRegion: Readonly<Record<string, number>>;
}

export type OrdersSummary = Pick<OrdersCheckpoint, 'rows' | 'totalCents' | 'centsByRegion'>;

export interface ProcessOptions {
  readonly input: string;
  readonly output: string;
  /** `undefined`: from the beginning. */
  readonly checkpoint: OrdersCheckpoint | undefined;
  /** Called after each part of the file, when its output is written. */
  readonly onProgress: (checkpoint: OrdersCheckpoint) => void;
  readonly signal: AbortSignal;
}

const nothing: OrdersCheckpoint = {
  rows: 0,
  bytesRead: 0,
  bytesWritten: 0,
  totalCents: 0,
  centsByRegion: {},
};

/** @throws {ApplicationError} `BadOrder` for a line that is no order, and the signal's reason when it is aborted. */
export async function processOrders(options: ProcessOptions): Promise<OrdersSummary> {
  const { checkpoint = nothing, signal } = options;
  const file = await open(options.output, checkpoint.bytesWritten === 0 ? 'w' : 'r+');
  try {
    await file.truncate(checkpoint.bytesWritten);
    let done = checkpoint;
    const decoder = new StringDecoder('utf8');
    let rest = '';
    const input = createReadStream(options.input, { start: checkpoint.bytesRead, highWaterMark: 64 * 1024 });
    for await (const chunk of input as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      done = await writeLines(lines, done, file);
      options.onProgress(done);
    }
    if (rest !== '') done = await writeLines([rest], done, file);
    await file.sync();
    return { rows: done.rows, totalCents: done.totalCents, centsByRegion: done.centsByRegion };
  } finally {
    await file.close();
  }
}

async function writeLines(
  lines: readonly string[],
  before: OrdersCheckpoint,
  file: FileHandle,
): Promise<OrdersCheckpoint> {
  let { rows, totalCents, bytesRead } = before;
  const centsByRegion = { ...before.centsByRegion };
  let text = '';
  for (const line of lines) {
    const isHeader = bytesRead === 0;
    bytesRead += Buffer.byteLength(line) + 1;
    if (isHeader) {
      text += `${line},total_cents\n`;
      continue;
    }
    const { region, cents } = readOrder(line, rows + 1);
    rows += 1;
    totalCents += cents;
    centsByRegion[region] = (centsByRegion[region] ?? 0) + cents;
    text += `${line},${cents}\n`;
  }
  const { bytesWritten } = await file.write(text, before.bytesWritten, 'utf8');
  return { rows, bytesRead, totalCents, centsByRegion, bytesWritten: before.bytesWritten + bytesWritten };
}

function readOrder(line: string, row: number): { region: string; cents: number } {
  const [, region = '', quantity, price] = line.split(',');
  const cents = Number(quantity) * Number(price);
  if (region !== '' && Number.isSafeInteger(cents)) return { region, cents };
  throw new ApplicationError('BadOrder', `Row ${row} is no order: ${line.slice(0, 100)}`, {
    nonRetryable: true,
  });
}
