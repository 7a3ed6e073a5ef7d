import { createMemoryStorage, type Storage } from '@baton/engine';

export async function openStorage(_databaseUrl: string): Promise<Storage> {
  return createMemoryStorage({ clock: { nowMs: () => Date.now() } });
}
