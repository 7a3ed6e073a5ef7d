import type { Ctx } from '../context.ts';
import type { CreateApiKeyInput } from '../input/admin.ts';
import type { ApiKeyItem, CreatedApiKey } from '../views/admin.ts';

export async function createApiKey(_ctx: Ctx, _input: CreateApiKeyInput): Promise<CreatedApiKey> {
  throw new Error('createApiKey is being written');
}

export async function listApiKeys(_ctx: Ctx): Promise<readonly ApiKeyItem[]> {
  throw new Error('listApiKeys is being written');
}

export async function revokeApiKey(_ctx: Ctx, _input: string): Promise<ApiKeyItem> {
  throw new Error('revokeApiKey is being written');
}
