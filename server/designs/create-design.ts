import { randomUUID } from 'node:crypto';
import type { Design } from '@baton/core';
import { audited } from '../audit.ts';
import { actorOf, type Ctx } from '../context.ts';
import { ApiError } from '../errors.ts';
import type { CreateDesignInput } from '../input/designs.ts';
import type { DesignDetail } from '../views/designs.ts';
import { emptyDesign, writeDocument } from './document.ts';
import { detailOf } from './read-design.ts';
import { getTemplate } from './templates.ts';

export async function createDesign(ctx: Ctx, input: CreateDesignInput): Promise<DesignDetail> {
  const { name, document, templateId } = input;
  if (document !== undefined && templateId !== undefined) {
    throw new ApiError('INVALID_INPUT', 'Give a document or a template, not both');
  }
  if (templateId === undefined) return insertDesign(ctx, name, document ?? emptyDesign);
  return insertDesign(ctx, name, (await getTemplate(templateId)).document);
}

export async function insertDesign(ctx: Ctx, name: string, document: Design): Promise<DesignDetail> {
  const id = randomUUID();
  const by = actorOf(ctx.caller);
  const row = await audited(ctx, { kind: 'design', id }, async (tx) => ({
    answer: await tx.design.create({
      data: { id, name, draft: writeDocument(document), createdBy: by, updatedBy: by },
    }),
    details: { name },
  }));
  ctx.deps.feed.touch('designs');
  return detailOf(ctx.deps, row);
}
