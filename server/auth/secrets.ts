// Secrets that the deployment makes for itself and keeps in its database, unless the operator gives one.
import { randomBytes } from 'node:crypto';
import type { PrismaClient } from '../../prisma/generated/client.ts';

/** The same in every process and after every restart: the first who asks makes it. */
export async function readSecret(prisma: PrismaClient, key: string): Promise<string> {
  const fresh = randomBytes(48).toString('base64url');
  await prisma.setting.createMany({ data: [{ key, value: fresh }], skipDuplicates: true });
  const row = await prisma.setting.findUniqueOrThrow({ where: { key } });
  return row.value;
}
