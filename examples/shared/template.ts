import { parseDesign, type Design, type Json } from '@baton/core';
import { z } from 'zod';

/** A drawn workflow to begin with. */
export interface DesignTemplate {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly design: Design;
  /** What to start it with. */
  readonly sampleInput: Json;
}

/** A `template.json`, as the studio's server reads it, too. */
const templateFile = z.strictObject({
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  sampleInput: z.json(),
  document: z.unknown(),
});

/** @throws {TypeError} if the file holds no design. */
export function templateOf(id: string, file: unknown): DesignTemplate {
  const { name, document, ...rest } = templateFile.parse(file);
  const { design, problems } = parseDesign(document);
  if (design !== undefined) return { id, title: name, design, ...rest };
  throw new TypeError(`${id}: ${problems.map(({ message }) => message).join('; ')}`);
}
