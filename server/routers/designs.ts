import { listActivityTypes } from '../designs/activity-types.ts';
import { createDesign } from '../designs/create-design.ts';
import { exportDesign, importDesign } from '../designs/exchange.ts';
import { getDesign } from '../designs/get-design.ts';
import { listDesigns } from '../designs/list-designs.ts';
import { publishDesign } from '../designs/publish.ts';
import { archiveDesign, renameDesign } from '../designs/rename.ts';
import { discardDraft, saveDraft } from '../designs/save-draft.ts';
import { getTemplate, listTemplates } from '../designs/templates.ts';
import { validateDesign } from '../designs/validate.ts';
import { designVersion, listVersions } from '../designs/versions.ts';
import * as input from '../input/designs.ts';
import { guarded, router } from '../trpc.ts';

export const designsRouter = router({
  list: guarded('designs.list')
    .input(input.listDesigns)
    .query(({ ctx, input }) => listDesigns(ctx, input)),
  get: guarded('designs.get')
    .input(input.byDesign)
    .query(({ ctx, input }) => getDesign(ctx, input.designId)),
  create: guarded('designs.create')
    .input(input.createDesign)
    .mutation(({ ctx, input }) => createDesign(ctx, input)),
  saveDraft: guarded('designs.saveDraft')
    .input(input.saveDraft)
    .mutation(({ ctx, input }) => saveDraft(ctx, input)),
  /** A mutation only because a document may be too long for a URL: it changes nothing. */
  validate: guarded('designs.validate')
    .input(input.validateDesign)
    .mutation(({ ctx, input }) => validateDesign(ctx, input)),
  publish: guarded('designs.publish')
    .input(input.publishDesign)
    .mutation(({ ctx, input }) => publishDesign(ctx, input)),
  versions: guarded('designs.versions')
    .input(input.byDesign)
    .query(({ ctx, input }) => listVersions(ctx, input)),
  version: guarded('designs.version')
    .input(input.designVersion)
    .query(({ ctx, input }) => designVersion(ctx, input)),
  discard: guarded('designs.discard')
    .input(input.discardDraft)
    .mutation(({ ctx, input }) => discardDraft(ctx, input)),
  rename: guarded('designs.rename')
    .input(input.renameDesign)
    .mutation(({ ctx, input }) => renameDesign(ctx, input)),
  archive: guarded('designs.archive')
    .input(input.archiveDesign)
    .mutation(({ ctx, input }) => archiveDesign(ctx, input)),
  import: guarded('designs.import')
    .input(input.importDesign)
    .mutation(({ ctx, input }) => importDesign(ctx, input)),
  export: guarded('designs.export')
    .input(input.exportDesign)
    .query(({ ctx, input }) => exportDesign(ctx, input)),
});

export const templatesRouter = router({
  list: guarded('templates.list').query(() => listTemplates()),
  get: guarded('templates.get')
    .input(input.byTemplate)
    .query(({ input }) => getTemplate(input.templateId)),
});

export const activityTypesRouter = router({
  list: guarded('activityTypes.list').query(({ ctx }) => listActivityTypes(ctx)),
});
