import type { TemplateDetail, TemplateItem } from '../views/designs.ts';

export async function getTemplate(_templateId: string): Promise<TemplateDetail> {
  throw new Error('getTemplate is being written');
}

export async function listTemplates(): Promise<readonly TemplateItem[]> {
  throw new Error('listTemplates is being written');
}
