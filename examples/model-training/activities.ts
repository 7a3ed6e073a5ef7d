import { readFile, writeFile } from 'node:fs/promises';
import { activity, ApplicationError, type ActivityContext } from '@baton/workflow';
import { z } from 'zod';
import { workPath } from '../shared/files.ts';
import { storeFile } from '../shared/store-file.ts';
import { makeMoons, type DataSet } from './moons.ts';
import { accuracy, type Network } from './network.ts';
import { train, type TrainingCheckpoint } from './train.ts';

const file = z.object({ file: z.string() });

/** Makes the data set on the worker's disk. */
export const prepareDataset = activity(
  'prepareDataset',
  {
    description: 'Makes a data set of two moons on the worker.',
    startToClose: '5 minutes',
    input: z.object({
      samples: z.int().min(100).max(200_000).default(2_000).describe('How many samples'),
      seed: z.int().min(0).default(11).describe('Another seed makes other samples'),
    }),
    output: file,
  },
  async ({ samples, seed }, context) => {
    const name = `moons-${samples}-${seed}.json`;
    const path = await workPath(context.info.runId, name);
    await writeFile(path, JSON.stringify(makeMoons(samples, seed)), { signal: context.signal });
    return { file: name };
  },
);

/** Trains epoch by epoch; each one is a checkpoint, with all the weights. */
export const trainModel = activity(
  'trainModel',
  {
    description: 'Trains a small neural network on a data set.',
    startToClose: '2 hours',
    heartbeat: '30s',
    input: z.object({
      file: z.string(),
      epochs: z.int().min(1).max(10_000).default(60).describe('Passes over the data'),
      units: z.int().min(1).max(256).default(16).describe('Size of the hidden layer'),
      seed: z.int().min(0).default(1),
    }),
    output: z.object({ file: z.string(), epochs: z.number(), loss: z.number(), accuracy: z.number() }),
  },
  async ({ file: name, epochs, units, seed }, context: ActivityContext<TrainingCheckpoint>) => {
    const { runId } = context.info;
    const data = await readData(await workPath(runId, name));
    const trained = await train(data.train, {
      epochs,
      units,
      seed,
      checkpoint: context.checkpoint,
      onEpoch: (checkpoint) => context.heartbeat(checkpoint),
      signal: context.signal,
    });
    const output = `model-of-${name}`;
    await writeFile(await workPath(runId, output), modelText(trained.network));
    return {
      file: output,
      epochs: trained.epoch,
      loss: trained.loss,
      accuracy: accuracy(trained.network, data.test),
    };
  },
);

/** Puts the model into the store. */
export const uploadModel = activity(
  'uploadModel',
  {
    description: 'Puts a model of the worker into the store.',
    startToClose: '5 minutes',
    retry: { maxAttempts: 5 },
    input: file,
    output: z.object({ name: z.string(), bytes: z.number(), sha256: z.string() }),
  },
  async ({ file: name }, context) => {
    const { runId } = context.info;
    return { ...(await storeFile(await workPath(runId, name), `${runId}-${name}`, context.signal)) };
  },
);

function modelText(network: Network): string {
  return `${JSON.stringify({ kind: 'mlp', activation: 'tanh', ...network }, null, 2)}\n`;
}

const sample = z.object({ x: z.number(), y: z.number(), label: z.union([z.literal(0), z.literal(1)]) });
const dataSet = z.object({ train: z.array(sample).min(1), test: z.array(sample).min(1) });

async function readData(path: string): Promise<DataSet> {
  const parsed = dataSet.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new ApplicationError('BadDataset', 'The file holds no data set', { nonRetryable: true });
}
