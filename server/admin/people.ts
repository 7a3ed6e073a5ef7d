import type { Ctx } from '../context.ts';
import type { CreatePersonInput, DisablePersonInput, SetRoleInput } from '../input/admin.ts';
import type { PersonItem } from '../views/admin.ts';

export async function createPerson(_ctx: Ctx, _input: CreatePersonInput): Promise<PersonItem> {
  throw new Error('createPerson is being written');
}

export async function disablePerson(_ctx: Ctx, _input: DisablePersonInput): Promise<PersonItem> {
  throw new Error('disablePerson is being written');
}

export async function listPeople(_ctx: Ctx): Promise<readonly PersonItem[]> {
  throw new Error('listPeople is being written');
}

export async function setRole(_ctx: Ctx, _input: SetRoleInput): Promise<PersonItem> {
  throw new Error('setRole is being written');
}
