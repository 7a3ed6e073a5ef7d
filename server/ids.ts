import type { Transaction } from './db.ts';

/** A time-ordered id by the database's clock, so that ids of several processes sort together. */
export async function makeId(tx: Transaction): Promise<string> {
  const rows = await tx.$queryRaw<readonly { readonly id: string }[]>`select baton.new_id() as id`;
  const id = rows[0]?.id;
  if (id === undefined) throw new TypeError('The statement answers one row');
  return id;
}
