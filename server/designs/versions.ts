import type { Ctx } from '../context.ts';
import type { ByDesignInput, DesignVersionInput } from '../input/designs.ts';
import type { VersionDetail, VersionItem } from '../views/designs.ts';

export async function designVersion(_ctx: Ctx, _input: DesignVersionInput): Promise<VersionDetail> {
  throw new Error('designVersion is being written');
}

export async function listVersions(_ctx: Ctx, _input: ByDesignInput): Promise<readonly VersionItem[]> {
  throw new Error('listVersions is being written');
}
