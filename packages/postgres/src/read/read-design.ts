import type { DesignRef } from '@baton/core';
import type { Database } from '../connection/database.ts';

/** The JSON text of a published version; `null` if there is none. */
export async function readDesign(db: Database, { designId, version }: DesignRef): Promise<string | null> {
  const [row] = await db.run<{ document: string }>('read-design', [designId, version]);
  return row?.document ?? null;
}
