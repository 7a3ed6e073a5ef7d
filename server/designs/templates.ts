// The designs that come with Baton: `examples/<id>/template.json`.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { design } from '@baton/core';
import { z } from 'zod';
import { ApiError } from '../errors.ts';
import { jsonValue } from '../input/common.ts';
import type { TemplateDetail, TemplateItem } from '../views/designs.ts';

const examplesDir = path.join(import.meta.dirname, '../../examples');

/** What such a file says. */
export const templateFile = z.strictObject({
  name: z.string().min(1).max(200),
  description: z.string().max(2_000),
  tags: z.array(z.string().max(50)).max(10).default([]),
  sampleInput: jsonValue.default(null),
  document: design,
});

let read: Promise<readonly TemplateDetail[]> | null = null;

export async function listTemplates(): Promise<readonly TemplateItem[]> {
  const templates = await allTemplates();
  return templates.map(({ templateId, name, description, tags }) => ({
    templateId,
    name,
    description,
    tags,
  }));
}

/** @throws {ApiError} NOT_FOUND */
export async function getTemplate(templateId: string): Promise<TemplateDetail> {
  const found = (await allTemplates()).find((one) => one.templateId === templateId);
  if (found === undefined) throw new ApiError('NOT_FOUND', 'There is no such template');
  return found;
}

/** They don't change while the server runs: read once. */
function allTemplates(): Promise<readonly TemplateDetail[]> {
  read ??= readAll();
  return read;
}

async function readAll(): Promise<readonly TemplateDetail[]> {
  const entries = await readdir(examplesDir, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const templates = await Promise.all(folders.sort().map(readTemplate));
  return templates.filter((template) => template !== null);
}

/** Null: an example in code only. */
async function readTemplate(templateId: string): Promise<TemplateDetail | null> {
  const file = path.join(examplesDir, templateId, 'template.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : { templateId, ...templateFile.parse(JSON.parse(text)) };
}
