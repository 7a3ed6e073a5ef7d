// All that the simulation plays, and what its workers register.
import type { Design, DesignRef } from '@baton/core';
import type { WorkflowDefinition } from '@baton/workflow';
import { graphWorkflow } from '@baton/engine';
import { simActivities } from './activities.ts';
import { activityScenarios } from './activity-scenarios.ts';
import { messageScenarios } from './message-scenarios.ts';
import { drawing, peopleScenarios } from './people-scenarios.ts';
import { runScenarios } from './run-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { sessionScenarios } from './session-scenarios.ts';

export const scenarios: readonly Scenario[] = [
  ...activityScenarios,
  ...messageScenarios,
  ...runScenarios,
  ...sessionScenarios,
  ...peopleScenarios,
];

export const workflows: readonly WorkflowDefinition[] = scenarios.flatMap((scenario) => scenario.workflows);
export const activities = simActivities;

export const designs = (ref: DesignRef): Promise<Design | null> =>
  Promise.resolve(ref.designId === 'drawing' ? drawing : null);

const drawn = graphWorkflow(drawing);

/** The code of a run, for replaying it. */
export function definitionOf(
  workflow: string,
  design: DesignRef | undefined,
): WorkflowDefinition | undefined {
  return design === undefined ? workflows.find(({ name }) => name === workflow) : drawn;
}
