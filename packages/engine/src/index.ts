export * from './activity-deadline.ts';
export * from './memory/create-memory-storage.ts';
export { createOwner } from './owner/create-owner.ts';
export { defaultLimits } from './owner/limits.ts';
export * from './owner/types.ts';
export * from './storage.ts';
