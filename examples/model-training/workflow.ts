import { createSession, workflow } from '@baton/workflow';
import { prepareDataset, trainModel, uploadModel } from './activities.ts';

interface TrainingRequest {
  readonly samples: number;
  readonly epochs: number;
}

/** Data, training and upload on one worker, which keeps one GPU free for it meanwhile. */
export const modelTraining = workflow('modelTraining', async ({ samples, epochs }: TrainingRequest) => {
  await using session = await createSession({
    creationTimeout: '10 minutes',
    executionTimeout: '3 hours',
    resources: { gpu: 1 },
  });
  return await session.run(async () => {
    const { file } = await prepareDataset({ samples, seed: 11 });
    const model = await trainModel({ file, epochs, units: 16, seed: 1 });
    const stored = await uploadModel({ file: model.file });
    return { ...model, ...stored };
  });
});
