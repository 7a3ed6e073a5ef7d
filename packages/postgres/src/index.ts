export * from './connection/errors.ts';
export * from './embedded/start-embedded.ts';
export * from './migrate.ts';
export { DEFAULT_KEEP_DAYS, type RetentionSetting } from './retention/retention-store.ts';
export * from './storage.ts';
export * from './token-keys.ts';
