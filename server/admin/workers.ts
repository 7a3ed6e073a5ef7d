import type { WorkerRecord } from '@baton/engine';
import type { Ctx } from '../context.ts';
import type { WorkerDetail } from '../views/admin.ts';

export async function getWorker(_ctx: Ctx, _input: string): Promise<WorkerDetail> {
  throw new Error('getWorker is being written');
}

export async function listWorkers(_ctx: Ctx): Promise<readonly WorkerRecord[]> {
  throw new Error('listWorkers is being written');
}
