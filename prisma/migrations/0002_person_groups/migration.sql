-- Groups that a person is in. A task's assignee `role:release` means everyone in the group `release`, or with a role of that name.
alter table baton.person
  add column groups text[] not null default '{}';
