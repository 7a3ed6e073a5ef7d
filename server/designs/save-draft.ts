import type { Ctx } from '../context.ts';
import type { DiscardDraftInput, SaveDraftInput } from '../input/designs.ts';
import type { DesignDetail, SavedDraft } from '../views/designs.ts';

export async function discardDraft(_ctx: Ctx, _input: DiscardDraftInput): Promise<DesignDetail> {
  throw new Error('discardDraft is being written');
}

export async function saveDraft(_ctx: Ctx, _input: SaveDraftInput): Promise<SavedDraft> {
  throw new Error('saveDraft is being written');
}
