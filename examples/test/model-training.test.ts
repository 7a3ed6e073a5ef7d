import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { prepareDataset, trainModel, uploadModel } from '../model-training/activities.ts';
import { makeMoons } from '../model-training/moons.ts';
import { accuracy, newNetwork, type Network } from '../model-training/network.ts';
import type { TrainingCheckpoint } from '../model-training/train.ts';
import { contextOf, ownDirectory } from './context.ts';

const job = { epochs: 30, units: 16, seed: 1 };

interface Trained {
  readonly file: string;
  readonly accuracy: number;
}

it('the model learns: more than 95 % of samples it has never seen are told right', async () => {
  const directory = await ownDirectory();
  const { file } = (await prepareDataset.handler({ samples: 1_200, seed: 11 }, contextOf())) as {
    file: string;
  };
  const trained = (await trainModel.handler({ file, ...job }, contextOf<TrainingCheckpoint>())) as Trained;
  const { test } = makeMoons(1_200, 11);
  expect(new Set(test.map(({ label }) => label))).toEqual(new Set([0, 1]));
  expect(accuracy(newNetwork(16, 1), test)).toBeLessThan(0.9);
  expect(trained.accuracy).toBeGreaterThan(0.95);
  await uploadModel.handler({ file: trained.file }, contextOf());
  const model = JSON.parse(
    await readFile(join(directory, 'store', `run-1-${trained.file}`), 'utf8'),
  ) as Network;
  expect(accuracy(model, test)).toBe(trained.accuracy);
});

it('training that dies goes on from its last epoch, and makes the very same model', async () => {
  const directory = await ownDirectory();
  const { file } = (await prepareDataset.handler({ samples: 400, seed: 11 }, contextOf())) as {
    file: string;
  };
  const whole = (await trainModel.handler({ file, ...job }, contextOf<TrainingCheckpoint>())) as Trained;
  const path = join(directory, 'work', 'run-1', whole.file);
  const model = await readFile(path, 'utf8');

  const dying = contextOf<TrainingCheckpoint>({
    onBeat: ({ epoch }) => {
      if (epoch === 12) throw new Error('killed');
    },
  });
  await expect(trainModel.handler({ file, ...job }, dying)).rejects.toThrow('killed');
  const second = contextOf<TrainingCheckpoint>({ checkpoint: dying.beats.at(-1)! });
  await trainModel.handler({ file, ...job }, second);
  expect(second.beats[0]?.epoch).toBe(13);
  expect(await readFile(path, 'utf8')).toBe(model);
});
