// What the settings of API keys say.
import type { Scope } from '../../../server/permissions.ts';

export const words = {
  title: 'API keys',
  description: 'For services and workers that call Baton. Only a hash is stored; a key is shown once.',
  create: 'New key',
  createTitle: 'New API key',
  name: 'Name',
  nameHelp: 'Where it is used, so that you know what breaks when you revoke it.',
  scopes: 'What it may do',
  scopesMissing: 'Choose at least one.',
  expiry: 'Ends',
  make: 'Make key',
  cancel: 'Cancel',
  done: 'I have stored it',
  madeTitle: 'Store this key now',
  madeText: 'It cannot be shown again. Send it as the header',
  none: 'No API key yet',
  noneText: 'Make one for each service, with no more than it needs.',
  columns: { key: 'Key', scopes: 'Scopes', used: 'Last used', ends: 'Ends', actions: 'Actions' },
  never: 'never',
  revoked: 'Revoked',
  expired: 'Expired',
  revoke: 'Revoke',
  revokeTitle: 'Revoke this key?',
  revokeText: 'Every call with it is refused from now on. This cannot be undone.',
} as const;

export const scopeWords: Record<Scope, { readonly label: string; readonly help: string }> = {
  'runs:read': { label: 'Read runs', help: 'Status, history, results.' },
  'runs:write': { label: 'Start and end runs', help: 'Start, signal, cancel, terminate.' },
  'activities:write': { label: 'Complete activities', help: 'Complete, fail and heartbeat by token or id.' },
  'tasks:read': { label: 'Read tasks', help: 'Tasks that wait for people. No key decides them.' },
  'designs:read': { label: 'Read workflows', help: 'Designs, versions, templates.' },
  'designs:write': { label: 'Change workflows', help: 'Create, save, publish, import.' },
  'workers:read': { label: 'Read workers', help: 'Workers and sessions.' },
  'schedules:read': { label: 'Read schedules', help: 'When they start what, and what became of it.' },
  'schedules:write': { label: 'Change schedules', help: 'Create, change, pause, trigger, backfill.' },
  'workers:run': { label: 'Run a worker', help: 'Activities and sessions, without the database.' },
};

export const allScopes = Object.keys(scopeWords) as Scope[];

export const expiryOptions = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: '', label: 'Never' },
] as const;
