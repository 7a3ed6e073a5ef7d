// The examples as templates: drawn workflows to begin with. Nothing here needs Node; worker.ts has the activities behind them.
import { templateOf, type DesignTemplate } from './shared/template.ts';
import asyncCallback from './async-callback/template.json' with { type: 'json' };
import fileProcessing from './file-processing/template.json' with { type: 'json' };
import modelTraining from './model-training/template.json' with { type: 'json' };
import releaseApproval from './release-approval/template.json' with { type: 'json' };

export type { DesignTemplate } from './shared/template.ts';

/** In the order in which to offer them. */
export const templates: readonly DesignTemplate[] = [
  templateOf('release-approval', releaseApproval),
  templateOf('file-processing', fileProcessing),
  templateOf('async-callback', asyncCallback),
  templateOf('model-training', modelTraining),
];
