export * from './activity-deadline.ts';
export * from './memory/create-memory-storage.ts';
export * from './owner/types.ts';
export * from './storage.ts';
