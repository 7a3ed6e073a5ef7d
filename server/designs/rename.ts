import type { Ctx } from '../context.ts';
import type { ArchiveDesignInput, RenameDesignInput } from '../input/designs.ts';
import type { DesignDetail } from '../views/designs.ts';

export async function archiveDesign(_ctx: Ctx, _input: ArchiveDesignInput): Promise<DesignDetail> {
  throw new Error('archiveDesign is being written');
}

export async function renameDesign(_ctx: Ctx, _input: RenameDesignInput): Promise<DesignDetail> {
  throw new Error('renameDesign is being written');
}
