// The orders that the example works on: generated, the same for the same seed, and large enough to take a moment.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { access, rename } from 'node:fs/promises';
import { seededRandom } from '../shared/random.ts';
import { storePath } from '../shared/files.ts';

export interface Order {
  readonly id: number;
  readonly region: string;
  readonly quantity: number;
  readonly unitPriceCents: number;
}

export const regions = ['north', 'east', 'south', 'west'] as const;
export const ordersHeader = 'id,region,quantity,unit_price_cents';

/** One order after the other. */
export function* generateOrders(rows: number, seed: number): Generator<Order> {
  const random = seededRandom(seed);
  for (let id = 1; id <= rows; id++) {
    yield {
      id,
      region: regions[Math.floor(random() * regions.length)] ?? 'north',
      quantity: 1 + Math.floor(random() * 20),
      unitPriceCents: 99 + Math.floor(random() * 20_000),
    };
  }
}

/** Puts the orders into the store as CSV, unless they are there; answers the file's name. */
export async function ensureOrders(rows: number, seed: number): Promise<string> {
  const name = `orders-${rows}-${seed}.csv`;
  const path = await storePath(name);
  if (await exists(path)) return name;
  const part = `${path}.${process.pid}.part`;
  const file = createWriteStream(part);
  file.write(`${ordersHeader}\n`);
  for (const { id, region, quantity, unitPriceCents } of generateOrders(rows, seed)) {
    const hasRoom = file.write(`${id},${region},${quantity},${unitPriceCents}\n`);
    if (!hasRoom) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  await rename(part, path);
  return name;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
