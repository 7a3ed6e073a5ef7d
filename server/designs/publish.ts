import type { Ctx } from '../context.ts';
import type { PublishDesignInput } from '../input/designs.ts';
import type { VersionItem } from '../views/designs.ts';

export async function publishDesign(_ctx: Ctx, _input: PublishDesignInput): Promise<VersionItem> {
  throw new Error('publishDesign is being written');
}
