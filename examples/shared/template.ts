import { parseDesign, type Design, type Json } from '@baton/core';

/** A drawn workflow to begin with. */
export interface DesignTemplate {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly design: Design;
  /** What to start it with. */
  readonly sampleInput: Json;
}

/** A template whose design comes from a file. @throws {TypeError} if the file holds no design. */
export function templateOf(parts: Omit<DesignTemplate, 'design'>, design: unknown): DesignTemplate {
  const parsed = parseDesign(design);
  if (parsed.design !== undefined) return { ...parts, design: parsed.design };
  throw new TypeError(`${parts.id}: ${parsed.problems.map(({ message }) => message).join('; ')}`);
}
