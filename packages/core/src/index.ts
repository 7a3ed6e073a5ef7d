export * from './activity-options.ts';
export * from './commands.ts';
export * from './design.ts';
export * from './events.ts';
export * from './failure.ts';
export * from './ids.ts';
export * from './json.ts';
export * from './run-state.ts';
