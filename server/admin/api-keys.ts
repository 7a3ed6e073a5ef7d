import type { ApiKey } from '../../prisma/generated/client.ts';
import { makeApiKey } from '../auth/api-key-format.ts';
import { audited } from '../audit.ts';
import { actorOf, type Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { CreateApiKeyInput } from '../input/admin.ts';
import { type Names, namesOf } from '../names.ts';
import { scopes } from '../permissions.ts';
import type { ApiKeyItem, CreatedApiKey } from '../views/admin.ts';

export async function listApiKeys({ deps }: Ctx): Promise<readonly ApiKeyItem[]> {
  const rows = await deps.prisma.apiKey.findMany({ orderBy: { createdAt: 'desc' }, take: 500 });
  const names = await namesOf(
    deps.prisma,
    rows.map((row) => row.createdBy),
  );
  return rows.map((row) => itemOf(row, names));
}

export async function createApiKey(ctx: Ctx, input: CreateApiKeyInput): Promise<CreatedApiKey> {
  const { id, hash, text } = makeApiKey();
  const row = await audited(ctx, { kind: 'apiKey', id }, async (tx) => ({
    answer: await tx.apiKey.create({
      data: {
        id,
        name: input.name,
        hash,
        prefix: text.slice(0, PREFIX_LENGTH),
        last4: text.slice(-4),
        scopes: [...new Set(input.scopes)],
        createdBy: actorOf(ctx.caller),
        expiresAt: input.expiresAtMs === undefined ? null : new Date(input.expiresAtMs),
      },
    }),
    details: { name: input.name, scopes: input.scopes },
  }));
  return { key: itemOf(row, () => ctx.caller.name), secret: text };
}

/** Within a second no process accepts it any more; in this one at once. Revoking twice changes nothing. */
export async function revokeApiKey(ctx: Ctx, keyId: string): Promise<ApiKeyItem> {
  const row = await audited(ctx, { kind: 'apiKey', id: keyId }, async (tx) => {
    const found = await tx.apiKey.findUnique({ where: { id: keyId } });
    if (found === null) throw new ApiError('NOT_FOUND', 'There is no such API key');
    const revokedAt = found.revokedAt ?? new Date();
    return { answer: await tx.apiKey.update({ where: { id: keyId }, data: { revokedAt } }) };
  });
  ctx.deps.forgetCallers();
  return itemOf(row, await namesOf(ctx.deps.prisma, [row.createdBy]));
}

/** `bk_live_` and the first characters of the id: enough to tell keys apart, nothing of the secret. */
const PREFIX_LENGTH = 14;

function itemOf(row: ApiKey, names: Names): ApiKeyItem {
  return {
    keyId: row.id,
    name: row.name,
    prefix: `${row.prefix}…${row.last4}`,
    scopes: scopes.filter((scope) => row.scopes.includes(scope)),
    createdAtMs: row.createdAt.getTime(),
    createdByName: names(row.createdBy),
    expiresAtMs: row.expiresAt?.getTime() ?? null,
    lastUsedAtMs: row.lastUsedAt?.getTime() ?? null,
    revokedAtMs: row.revokedAt?.getTime() ?? null,
  };
}
