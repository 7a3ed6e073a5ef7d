// May this caller do this? Asked by every procedure, answered from one table; and of an object, where it depends on the object.
import type { Caller, Person } from './context.ts';
import { ApiError } from './errors.ts';
import { type Action, type Permission, permissions, type Role, roles, type Scope } from './permissions.ts';

/** What a human task says about who may decide it. */
export interface TaskRule {
  readonly assignees: readonly string[];
  readonly requesterMayNotApprove: boolean;
  /** `person:<id>`, `key:<id>` or null. */
  readonly requestedBy: string | null;
  /** The people behind a key that requested it: who owns the key is the requester. */
  readonly requestedByPerson: string | null;
}

/** The caller, if they may; what is asked of an object comes in `object`. @throws {ApiError} UNAUTHENTICATED, FORBIDDEN, … */
export function authorise<C extends Caller>(caller: C, action: Action, object?: TaskRule): C {
  const permission: Permission = permissions[action];
  if (permission.roles === 'public') return caller;
  switch (caller.kind) {
    case 'anonymous':
      throw new ApiError('UNAUTHENTICATED', 'Sign in, or send an API key');
    case 'key':
      requireScope(caller.scopes, permission.scope, action);
      break;
    case 'person':
      requireRole(caller.role, permission.roles, action);
      if (object !== undefined) requireTask(caller, object);
      break;
  }
  return caller;
}

/** Whether `authorise` would say yes. */
export function may(caller: Caller, action: Action): boolean {
  const permission: Permission = permissions[action];
  if (permission.roles === 'public') return true;
  switch (caller.kind) {
    case 'anonymous':
      return false;
    case 'key':
      return permission.scope !== null && caller.scopes.includes(permission.scope);
    case 'person':
      return permission.roles.includes(caller.role);
  }
}

export type TaskVerdict =
  | { readonly kind: 'assignee'; readonly why: string }
  /** An administrator who isn't assigned: allowed, audited. */
  | { readonly kind: 'override'; readonly why: string }
  | {
      readonly kind: 'refused';
      readonly code: 'NOT_ASSIGNEE' | 'REQUESTER_MAY_NOT_APPROVE';
      readonly why: string;
    };

/** May this person decide this task? Four eyes are stronger than any role: no administrator overrides them for an own request. */
export function judgeTask(person: Person, rule: TaskRule): TaskVerdict {
  const self = `person:${person.id}`;
  if (rule.requesterMayNotApprove && (rule.requestedBy === self || rule.requestedByPerson === self)) {
    return {
      kind: 'refused',
      code: 'REQUESTER_MAY_NOT_APPROVE',
      why: 'You started this run, and whoever starts it may not decide this task.',
    };
  }
  if (person.role === 'viewer') {
    return { kind: 'refused', code: 'NOT_ASSIGNEE', why: 'Viewers can’t decide tasks.' };
  }
  if (rule.assignees.length === 0) return { kind: 'assignee', why: 'Anyone who may decide tasks.' };
  const match = rule.assignees.find((assignee) => isAssignee(person, assignee));
  if (match !== undefined) return { kind: 'assignee', why: whyAssigned(match) };
  if (person.role === 'admin') {
    return {
      kind: 'override',
      why: 'You aren’t assigned; as an administrator you can override, which is recorded.',
    };
  }
  return { kind: 'refused', code: 'NOT_ASSIGNEE', why: `Assigned to ${rule.assignees.join(', ')}.` };
}

function isAssignee(person: Person, assignee: string): boolean {
  if (assignee.startsWith('role:')) {
    const name = assignee.slice('role:'.length);
    return person.role === name || person.groups.includes(name);
  }
  const name = assignee.startsWith('person:') ? assignee.slice('person:'.length) : assignee;
  return name === person.id || name.toLowerCase() === person.email.toLowerCase();
}

function whyAssigned(assignee: string): string {
  return assignee.startsWith('role:')
    ? `Assigned to everyone with the role ${assignee.slice('role:'.length)}.`
    : 'Assigned to you.';
}

function requireTask(person: Person, rule: TaskRule): void {
  const verdict = judgeTask(person, rule);
  if (verdict.kind === 'refused') throw new ApiError(verdict.code, verdict.why);
}

function requireScope(held: readonly Scope[], needed: Scope | null, action: Action): void {
  if (needed === null) throw new ApiError('FORBIDDEN', `${action} can’t be done with an API key`);
  if (!held.includes(needed))
    throw new ApiError('FORBIDDEN', `${action} needs an API key with the scope ${needed}`);
}

function requireRole(role: Role, allowed: readonly Role[], action: Action): void {
  if (!roles.includes(role) || !allowed.includes(role)) {
    if (allowed.length === 0)
      throw new ApiError('FORBIDDEN', `${action} needs an API key: it is for programs`);
    throw new ApiError(
      'FORBIDDEN',
      `${action} needs one of the roles ${allowed.join(', ')}; yours is ${role}`,
    );
  }
}
