export * from './owner/types.ts';
export * from './storage.ts';
