// The storage port, a file per idea. See storage/port.ts.
export * from './storage/activities.ts';
export * from './storage/human-tasks.ts';
export * from './storage/inbox.ts';
export * from './storage/limits.ts';
export * from './storage/look.ts';
export * from './storage/port.ts';
export * from './storage/questions.ts';
export * from './storage/runs.ts';
export * from './storage/sessions.ts';
export * from './storage/transition.ts';
export * from './storage/workers.ts';
