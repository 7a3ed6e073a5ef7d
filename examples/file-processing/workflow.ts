import { createSession, workflow } from '@baton/workflow';
import { downloadOrders, processOrdersFile, uploadResult } from './activities.ts';

interface OrdersRequest {
  readonly rows: number;
  readonly seed: number;
}

/** Download, process, upload: on one worker, since the file lies on its disk. */
export const fileProcessing = workflow('fileProcessing', async ({ rows, seed }: OrdersRequest) => {
  await using session = await createSession({ creationTimeout: '1 minute', executionTimeout: '1 hour' });
  return await session.run(async () => {
    const downloaded = await downloadOrders({ rows, seed });
    const processed = await processOrdersFile(downloaded);
    const stored = await uploadResult({ file: processed.file });
    return { ...processed, ...stored };
  });
});
