import type { Ctx } from '../context.ts';
import type { DesignBundle, ExportDesignInput, ImportDesignInput } from '../input/designs.ts';
import type { DesignDetail } from '../views/designs.ts';

export async function exportDesign(_ctx: Ctx, _input: ExportDesignInput): Promise<DesignBundle> {
  throw new Error('exportDesign is being written');
}

export async function importDesign(_ctx: Ctx, _input: ImportDesignInput): Promise<DesignDetail> {
  throw new Error('importDesign is being written');
}
