// What the settings of people say.
import type { Role } from '../../../server/permissions.ts';

export const words = {
  title: 'People',
  description: 'Who may sign in, and what their role lets them do.',
  invite: 'Invite',
  inviteTitle: 'Invite somebody',
  inviteText: 'You get a link to hand on. It sets a password, works once, and ends after a while.',
  name: 'Name',
  email: 'E-mail',
  role: 'Role',
  roleOf: 'Role of',
  groups: 'Groups',
  groupsHelp: 'Separated by commas. Tasks can be assigned to a group, e.g. release, finance.',
  makeLink: 'Make the link',
  cancel: 'Cancel',
  done: 'Done',
  linkTitle: 'Hand on this link',
  linkText: 'It is shown only now. Whoever opens it sets the password of',
  linkEnds: 'It ends',
  columns: { person: 'Person', role: 'Role', groups: 'Groups', seen: 'Last seen', actions: 'Actions' },
  disabled: 'Disabled',
  invited: 'Invited',
  never: 'never',
  disable: 'Disable',
  enable: 'Enable',
  more: 'More about',
  disableTitle: 'Disable this person?',
  disableText:
    'They are signed out everywhere and cannot sign in. What they did stays in the audit. You can enable them again.',
} as const;

/** What a role may do, in one line each. */
export const roleWords: Record<Role, { readonly label: string; readonly help: string }> = {
  viewer: { label: 'Viewer', help: 'Sees everything, changes nothing.' },
  operator: { label: 'Operator', help: 'Starts, signals and ends runs; decides tasks.' },
  approver: { label: 'Approver', help: 'Decides tasks, reads runs.' },
  builder: { label: 'Builder', help: 'Draws and publishes workflows, and all of an operator.' },
  admin: { label: 'Admin', help: 'Everything, people and API keys included.' },
};

export const roleOptions = (Object.keys(roleWords) as Role[]).map((value) => ({
  value,
  label: roleWords[value].label,
}));
