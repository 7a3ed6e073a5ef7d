// The workflows and activities that a module exports.
import { ValidationError } from '@baton/core';
import type { ActivityDefinition, WorkflowDefinition } from '@baton/workflow';
import type { OnReestablish } from './on-reestablish.ts';

export interface Definitions {
  readonly workflows: readonly WorkflowDefinition[];
  readonly activities: readonly ActivityDefinition[];
}

/** From the exports of any number of modules; also from lists and objects of them. Each once, however often it is exported. */
export function definitionsIn(modules: readonly unknown[]): Definitions {
  const workflows = new Set<WorkflowDefinition>();
  const activities = new Set<ActivityDefinition>();
  for (const module of modules) {
    for (const value of membersOf(module)) {
      if (isWorkflow(value)) workflows.add(value);
      else if (isActivity(value)) activities.add(value);
    }
  }
  return { workflows: [...workflows], activities: [...activities] };
}

/** The function that one of the modules exports as `onReestablish`. @throws {ValidationError} if several do */
export function reestablishHookIn(modules: readonly unknown[]): OnReestablish | undefined {
  const hooks = modules.flatMap((module) => {
    const found = typeof module === 'object' && module !== null && 'onReestablish' in module;
    return found && typeof module.onReestablish === 'function' ? [module.onReestablish as OnReestablish] : [];
  });
  if (new Set(hooks).size <= 1) return hooks[0];
  throw new ValidationError('one worker has one, and several modules export it', 'onReestablish');
}

function membersOf(module: unknown): readonly unknown[] {
  if (typeof module !== 'object' || module === null) return [];
  return Object.values(module).flatMap((value: unknown) =>
    typeof value === 'object' && value !== null ? [value, ...(Object.values(value) as unknown[])] : [value],
  );
}

function isWorkflow(value: unknown): value is WorkflowDefinition {
  return typeof value === 'function' && 'run' in value && 'runTimeoutMs' in value;
}

function isActivity(value: unknown): value is ActivityDefinition {
  return typeof value === 'function' && 'handler' in value && 'parseOutput' in value;
}
