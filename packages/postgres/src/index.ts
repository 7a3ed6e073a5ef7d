export * from './connection/errors.ts';
export * from './embedded/start-embedded.ts';
export * from './migrate.ts';
export * from './storage.ts';
export * from './token-keys.ts';
