import { design } from '@baton/core';
import { z } from 'zod';
import { designId, line, page } from './common.ts';

const name = line(200);
const revision = z.int().min(1);

export const listDesigns = z.strictObject({
  ...page,
  text: z.string().max(200).optional(),
  archived: z.boolean().default(false),
});
export const byDesign = z.strictObject({ designId });
/** An empty design (one start, one end), a template's, or the given document. */
export const createDesign = z.strictObject({
  name,
  document: design.optional(),
  templateId: z.string().max(100).optional(),
});
export const saveDraft = z.strictObject({ designId, revision, document: design });
export const validateDesign = z.strictObject({ document: design });
export const publishDesign = z.strictObject({ designId, revision, note: z.string().max(2_000).default('') });
export const designVersion = z.strictObject({ designId, version: z.int().min(1) });
export const discardDraft = z.strictObject({ designId, revision });
export const renameDesign = z.strictObject({ designId, name });
export const archiveDesign = z.strictObject({ designId, archived: z.boolean() });
export const exportDesign = z.strictObject({ designId, version: z.int().min(1).optional() });
/** What `designs.export` answers. */
export const designBundle = z.strictObject({
  format: z.literal('baton.design'),
  schema: z.literal(1),
  name,
  document: design,
});
export const importDesign = z.strictObject({ bundle: designBundle });
export const byTemplate = z.strictObject({ templateId: z.string().min(1).max(100) });

export type ListDesignsInput = z.output<typeof listDesigns>;
export type ByDesignInput = z.output<typeof byDesign>;
export type CreateDesignInput = z.output<typeof createDesign>;
export type SaveDraftInput = z.output<typeof saveDraft>;
export type ValidateDesignInput = z.output<typeof validateDesign>;
export type PublishDesignInput = z.output<typeof publishDesign>;
export type DesignVersionInput = z.output<typeof designVersion>;
export type DiscardDraftInput = z.output<typeof discardDraft>;
export type RenameDesignInput = z.output<typeof renameDesign>;
export type ArchiveDesignInput = z.output<typeof archiveDesign>;
export type ExportDesignInput = z.output<typeof exportDesign>;
export type DesignBundle = z.output<typeof designBundle>;
export type ImportDesignInput = z.output<typeof importDesign>;
