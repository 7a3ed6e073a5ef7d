import { z } from 'zod';
import { roles, scopes } from '../permissions.ts';
import { instantMs, line, page, reason } from './common.ts';

const email = z.email().max(254);
const password = z.string().min(10).max(200);
const role = z.enum(roles);
/** Groups of people: an assignee `role:release` means everyone with the group `release` (or with that role). */
const groups = z.array(z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/)).max(50);
const personId = z.string().min(1).max(64);
/** From a one-time link; compared by hash. */
const oneTimeToken = z.string().min(20).max(200);

export const byWorker = z.strictObject({ workerId: z.string().min(1).max(200) });
const sessionId = z.string().min(1).max(100);
export const listSessions = z.strictObject({
  open: z.boolean().optional(),
  workerId: z.string().min(1).max(200).optional(),
  limit: z.int().min(1).max(500).default(100),
});
export const bySession = z.strictObject({ sessionId });
export const failSession = z.strictObject({ sessionId, reason: reason.default('') });

export const createApiKey = z.strictObject({
  name: line(100),
  scopes: z.array(z.enum(scopes)).min(1).max(scopes.length),
  /** Without one the key does not expire. */
  expiresAtMs: instantMs.optional(),
});
export const byApiKey = z.strictObject({ keyId: z.string().min(1).max(64) });

export const createPerson = z.strictObject({
  email,
  name: line(100),
  password,
  role,
  groups: groups.default([]),
});
export const invitePerson = z.strictObject({ email, name: line(100), role, groups: groups.default([]) });
export const acceptInvite = z.strictObject({ token: oneTimeToken, password });
export const setRole = z.strictObject({ personId, role, groups: groups.optional() });
export const disablePerson = z.strictObject({ personId, disabled: z.boolean().default(true) });

export const listAudit = z.strictObject({
  ...page,
  actor: z.string().max(200).optional(),
  action: z.string().max(200).optional(),
  object: z.string().max(300).optional(),
  sinceMs: instantMs.optional(),
});

export const createFirstAdmin = z.strictObject({ token: oneTimeToken, email, name: line(100), password });

export type ListSessionsInput = z.output<typeof listSessions>;
export type FailSessionInput = z.output<typeof failSession>;
export type CreateApiKeyInput = z.output<typeof createApiKey>;
export type CreatePersonInput = z.output<typeof createPerson>;
export type InvitePersonInput = z.output<typeof invitePerson>;
export type AcceptInviteInput = z.output<typeof acceptInvite>;
export type SetRoleInput = z.output<typeof setRole>;
export type DisablePersonInput = z.output<typeof disablePerson>;
export type ListAuditInput = z.output<typeof listAudit>;
export type CreateFirstAdminInput = z.output<typeof createFirstAdmin>;
