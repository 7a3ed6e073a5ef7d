import type { Ctx } from '../context.ts';
import type { ListAuditInput } from '../input/admin.ts';
import type { AuditPage } from '../views/admin.ts';

export async function listAudit(_ctx: Ctx, _input: ListAuditInput): Promise<AuditPage> {
  throw new Error('listAudit is being written');
}
