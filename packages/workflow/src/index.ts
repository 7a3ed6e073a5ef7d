export * from './define/workflow-definition.ts';
export * from './execution.ts';
export * from './replay.ts';
