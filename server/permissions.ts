// Who may call what: one row for each procedure, for people by role and for API keys by scope. Nothing else grants anything.
// A test fails when a procedure has no row here, and others are generated from this table.

export const roles = ['viewer', 'operator', 'approver', 'builder', 'admin'] as const;
export type Role = (typeof roles)[number];

export const scopes = [
  'runs:read',
  'runs:write',
  'activities:write',
  'tasks:read',
  'designs:read',
  'designs:write',
  'workers:read',
  'schedules:read',
  'schedules:write',
  'workers:run',
] as const;
export type Scope = (typeof scopes)[number];

export interface Permission {
  /** `public`: also without signing in. */
  readonly roles: readonly Role[] | 'public';
  /** `null`: API keys never. */
  readonly scope: Scope | null;
}

const everyone = roles;
const operators = ['operator', 'builder', 'admin'] as const;
/** May be assigned a task; whether this one is theirs is asked of the task. */
const deciders = ['operator', 'approver', 'builder', 'admin'] as const;
const builders = ['builder', 'admin'] as const;
const admins = ['admin'] as const;
const nobody = [] as const;

function row(allowed: Permission['roles'], scope: Scope | null = null): Permission {
  return { roles: allowed, scope };
}

export const permissions = {
  'runs.list': row(everyone, 'runs:read'),
  'runs.get': row(everyone, 'runs:read'),
  'runs.result': row(everyone, 'runs:read'),
  'runs.history': row(everyone, 'runs:read'),
  'runs.events': row(everyone, 'runs:read'),
  'runs.query': row(everyone, 'runs:read'),
  'runs.start': row(operators, 'runs:write'),
  'runs.signal': row(operators, 'runs:write'),
  'runs.signalWithStart': row(operators, 'runs:write'),
  'runs.update': row(operators, 'runs:write'),
  'runs.reset': row(operators, 'runs:write'),
  'runs.rerunFrom': row(operators, 'runs:write'),
  'runs.batch': row(operators, 'runs:write'),
  'batches.list': row(everyone, 'runs:read'),
  'batches.get': row(everyone, 'runs:read'),
  'batches.stop': row(operators, 'runs:write'),
  'runs.cancel': row(operators, 'runs:write'),
  'runs.terminate': row(operators, 'runs:write'),

  'activities.complete': row(operators, 'activities:write'),
  'activities.fail': row(operators, 'activities:write'),
  'activities.heartbeat': row(operators, 'activities:write'),
  'activities.reportCancelled': row(operators, 'activities:write'),
  'activities.completeById': row(operators, 'activities:write'),
  'activities.failById': row(operators, 'activities:write'),
  'activities.retryNow': row(operators, 'activities:write'),

  // A decision is a person's: no key decides, not even an administrator's.
  'humanTasks.list': row(everyone, 'tasks:read'),
  'humanTasks.get': row(everyone, 'tasks:read'),
  'humanTasks.counts': row(everyone, 'tasks:read'),
  'humanTasks.claim': row(deciders),
  'humanTasks.unclaim': row(deciders),
  'humanTasks.decide': row(deciders),
  'humanTasks.fail': row(deciders),
  'humanTasks.comment': row(deciders),

  'designs.list': row(everyone, 'designs:read'),
  'designs.get': row(everyone, 'designs:read'),
  'designs.versions': row(everyone, 'designs:read'),
  'designs.version': row(everyone, 'designs:read'),
  'designs.export': row(everyone, 'designs:read'),
  'designs.validate': row(everyone, 'designs:read'),
  'designs.create': row(builders, 'designs:write'),
  'designs.saveDraft': row(builders, 'designs:write'),
  'designs.publish': row(builders, 'designs:write'),
  'designs.discard': row(builders, 'designs:write'),
  'designs.rename': row(builders, 'designs:write'),
  'designs.archive': row(builders, 'designs:write'),
  'designs.import': row(builders, 'designs:write'),
  'templates.list': row(everyone, 'designs:read'),
  'templates.get': row(everyone, 'designs:read'),
  'activityTypes.list': row(everyone, 'designs:read'),

  'workers.list': row(everyone, 'workers:read'),
  'workers.get': row(everyone, 'workers:read'),
  'workers.drain': row(operators, 'runs:write'),
  'sessions.list': row(everyone, 'workers:read'),
  'sessions.get': row(everyone, 'workers:read'),
  'sessions.fail': row(operators, 'runs:write'),

  // What a person sets stands before what the code of workers declares: so no key sets any.
  'limits.list': row(everyone, 'workers:read'),
  'limits.set': row(operators),
  'limits.remove': row(operators),

  // What leaves can't come back: a person decides.
  'retention.get': row(everyone, 'runs:read'),
  'retention.set': row(admins),

  // Programs only: a person has no worker.
  'remote.register': row(nobody, 'workers:run'),
  'remote.heartbeat': row(nobody, 'workers:run'),
  'remote.release': row(nobody, 'workers:run'),
  'remote.wait': row(nobody, 'workers:run'),
  'remote.claim': row(nobody, 'workers:run'),
  'remote.recover': row(nobody, 'workers:run'),
  'remote.claimSessions': row(nobody, 'workers:run'),
  'remote.suspendedSessions': row(nobody, 'workers:run'),
  'remote.reestablishSessions': row(nobody, 'workers:run'),
  'remote.end': row(nobody, 'workers:run'),
  'remote.beat': row(nobody, 'workers:run'),
  'remote.cancels': row(nobody, 'workers:run'),

  'schedules.list': row(everyone, 'schedules:read'),
  'schedules.get': row(everyone, 'schedules:read'),
  'schedules.actions': row(everyone, 'schedules:read'),
  'schedules.preview': row(everyone, 'schedules:read'),
  'schedules.create': row(operators, 'schedules:write'),
  'schedules.update': row(operators, 'schedules:write'),
  'schedules.pause': row(operators, 'schedules:write'),
  'schedules.unpause': row(operators, 'schedules:write'),
  'schedules.trigger': row(operators, 'schedules:write'),
  'schedules.backfill': row(operators, 'schedules:write'),
  'schedules.delete': row(operators, 'schedules:write'),

  'apiKeys.list': row(admins),
  'apiKeys.create': row(admins),
  'apiKeys.revoke': row(admins),
  'people.list': row(admins),
  'people.create': row(admins),
  'people.invite': row(admins),
  'people.setRole': row(admins),
  'people.disable': row(admins),
  'people.acceptInvite': row('public'),
  'audit.list': row(admins),

  'me.get': row(everyone, 'runs:read'),
  'live.subscribe': row(everyone, 'runs:read'),
  'setup.status': row('public'),
  'setup.createFirstAdmin': row('public'),
  'system.health': row('public'),
  'system.version': row('public'),
} as const satisfies Record<string, Permission>;

/** The name of a procedure. */
export type Action = keyof typeof permissions;
