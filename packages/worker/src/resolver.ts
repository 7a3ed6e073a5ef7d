// Which code a run is: a registered workflow, or the drawn version that its first event names.
import type { DesignRef, RunStarted } from '@baton/core';
import type { WorkflowResolver } from '@baton/engine';
import { graphWorkflow } from '@baton/engine';
import type { WorkflowDefinition } from '@baton/workflow';
import type { ReadDesign } from './settings.ts';

/** Versions are immutable, so a known one stays right; the oldest go when there are more than this. */
const KEPT_VERSIONS = 500;

export function createResolver(
  workflows: readonly WorkflowDefinition[],
  readDesign: ReadDesign | null,
): WorkflowResolver {
  const byName = new Map(workflows.map((definition) => [definition.name, definition]));
  const drawn = new Map<string, WorkflowDefinition>();

  async function draw(ref: DesignRef, read: ReadDesign): Promise<WorkflowDefinition | null> {
    const design = await read(ref);
    if (design === null) return null;
    const definition = graphWorkflow(design);
    drawn.set(keyOf(ref), definition);
    for (const oldest of drawn.keys()) {
      if (drawn.size <= KEPT_VERSIONS) break;
      drawn.delete(oldest);
    }
    return definition;
  }

  return ({ workflow, design }: RunStarted) => {
    if (design === undefined) return byName.get(workflow) ?? null;
    const known = drawn.get(keyOf(design));
    if (known !== undefined) return known;
    return readDesign === null ? null : draw(design, readDesign);
  };
}

function keyOf({ designId, version }: DesignRef): string {
  return `${designId} ${version}`;
}
