import { describe, expect, test } from 'vitest';
import { judgeTask, type TaskRule } from '../authorise.ts';
import type { Person } from '../context.ts';
import type { Role } from '../permissions.ts';

function person(role: Role, groups: readonly string[] = []): Person {
  return { kind: 'person', id: 'p1', name: 'Ada', email: 'ada@example.com', role, groups };
}
function rule(more: Partial<TaskRule> = {}): TaskRule {
  return {
    assignees: [],
    requesterMayNotApprove: false,
    requestedBy: null,
    requestedByPerson: null,
    ...more,
  };
}

describe('who may decide a task', () => {
  test('without assignees everyone who decides at all', () => {
    for (const role of ['operator', 'approver', 'builder', 'admin'] as const) {
      expect(judgeTask(person(role), rule()).kind).toBe('assignee');
    }
    expect(judgeTask(person('viewer'), rule()).kind).toBe('refused');
  });

  test.each([
    'person:p1',
    'p1',
    'person:ada@example.com',
    'ADA@example.com',
    'role:approver',
    'role:release',
  ])('%s is Ada', (assignee) => {
    const ada = person('approver', ['release']);
    expect(judgeTask(ada, rule({ assignees: ['role:other', assignee] })).kind).toBe('assignee');
  });

  test('somebody else is refused, an administrator overrides', () => {
    const bobs = rule({ assignees: ['person:bob@example.com'] });
    expect(judgeTask(person('approver'), bobs)).toMatchObject({ kind: 'refused', code: 'NOT_ASSIGNEE' });
    expect(judgeTask(person('admin'), bobs).kind).toBe('override');
  });

  test('no role overrides four eyes, also when the request came by a key of theirs', () => {
    const refused = { kind: 'refused', code: 'REQUESTER_MAY_NOT_APPROVE' };
    const own = rule({ requesterMayNotApprove: true, requestedBy: 'person:p1' });
    const byKey = rule({
      requesterMayNotApprove: true,
      requestedBy: 'key:k1',
      requestedByPerson: 'person:p1',
    });
    for (const role of ['approver', 'admin'] as const) {
      expect(judgeTask(person(role), own)).toMatchObject(refused);
      expect(judgeTask(person(role), byKey)).toMatchObject(refused);
    }
  });
});
