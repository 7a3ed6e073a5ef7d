import type { Ctx, RequestContext } from '../context.ts';
import type { AcceptInviteInput, InvitePersonInput } from '../input/admin.ts';
import type { Invitation } from '../views/admin.ts';

export async function acceptInvite(
  _ctx: RequestContext,
  _input: AcceptInviteInput,
): Promise<{ readonly email: string }> {
  throw new Error('acceptInvite is being written');
}

export async function invitePerson(_ctx: Ctx, _input: InvitePersonInput): Promise<Invitation> {
  throw new Error('invitePerson is being written');
}
