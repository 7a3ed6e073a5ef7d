// The examples as templates: drawn workflows to begin with. Nothing here needs Node; worker.ts has the activities behind them.
import { templateOf, type DesignTemplate } from './shared/template.ts';
import asyncCallback from './async-callback/design.json' with { type: 'json' };
import fileProcessing from './file-processing/design.json' with { type: 'json' };
import modelTraining from './model-training/design.json' with { type: 'json' };
import releaseApproval from './release-approval/design.json' with { type: 'json' };

export type { DesignTemplate } from './shared/template.ts';

/** In the order in which to offer them. */
export const templates: readonly DesignTemplate[] = [
  templateOf(
    {
      id: 'release-approval',
      title: 'Release approval',
      description:
        'Writes the notes of a release, asks a person of the release role, and publishes or stops.',
      sampleInput: { version: '1.4.0', changes: ['feat: export runs', 'fix: keep the order of signals'] },
    },
    releaseApproval,
  ),
  templateOf(
    {
      id: 'file-processing',
      title: 'File processing',
      description: 'Downloads 60,000 orders, sums them up and uploads the result, all on one worker.',
      sampleInput: { rows: 60_000, seed: 7 },
    },
    fileProcessing,
  ),
  templateOf(
    {
      id: 'async-callback',
      title: 'Waiting for another service',
      description: 'Asks a service for a quote and waits until it calls back; the worker is free meanwhile.',
      sampleInput: { item: 'gear', quantity: 100, limitCents: 200_000 },
    },
    asyncCallback,
  ),
  templateOf(
    {
      id: 'model-training',
      title: 'Model training',
      description:
        'Reserves a GPU, trains a model with a checkpoint after each epoch, and uploads it if it is good.',
      sampleInput: { samples: 2_000, epochs: 60 },
    },
    modelTraining,
  ),
];
