import { createApiKey, listApiKeys, revokeApiKey } from '../admin/api-keys.ts';
import { listAudit } from '../admin/list-audit.ts';
import { getMe } from '../admin/me.ts';
import { acceptInvite, invitePerson } from '../admin/invite.ts';
import { createPerson, disablePerson, listPeople, setRole } from '../admin/people.ts';
import { createFirstAdmin, setupStatus } from '../admin/setup.ts';
import * as input from '../input/admin.ts';
import { guarded, open, router } from '../trpc.ts';

export const apiKeysRouter = router({
  list: guarded('apiKeys.list').query(({ ctx }) => listApiKeys(ctx)),
  create: guarded('apiKeys.create')
    .input(input.createApiKey)
    .mutation(({ ctx, input }) => createApiKey(ctx, input)),
  revoke: guarded('apiKeys.revoke')
    .input(input.byApiKey)
    .mutation(({ ctx, input }) => revokeApiKey(ctx, input.keyId)),
});

export const peopleRouter = router({
  list: guarded('people.list').query(({ ctx }) => listPeople(ctx)),
  create: guarded('people.create')
    .input(input.createPerson)
    .mutation(({ ctx, input }) => createPerson(ctx, input)),
  invite: guarded('people.invite')
    .input(input.invitePerson)
    .mutation(({ ctx, input }) => invitePerson(ctx, input)),
  setRole: guarded('people.setRole')
    .input(input.setRole)
    .mutation(({ ctx, input }) => setRole(ctx, input)),
  disable: guarded('people.disable')
    .input(input.disablePerson)
    .mutation(({ ctx, input }) => disablePerson(ctx, input)),
  acceptInvite: open('people.acceptInvite')
    .input(input.acceptInvite)
    .mutation(({ ctx, input }) => acceptInvite(ctx, input)),
});

export const auditRouter = router({
  list: guarded('audit.list')
    .input(input.listAudit)
    .query(({ ctx, input }) => listAudit(ctx, input)),
});

export const meRouter = router({
  get: guarded('me.get').query(({ ctx }) => getMe(ctx)),
});

export const setupRouter = router({
  status: open('setup.status').query(({ ctx }) => setupStatus(ctx.deps)),
  createFirstAdmin: open('setup.createFirstAdmin')
    .input(input.createFirstAdmin)
    .mutation(({ ctx, input }) => createFirstAdmin(ctx, input)),
});
