// Everything a worker needs for the examples and their templates: `baton worker examples/worker.ts`.
import type { ActivityDefinition, WorkflowDefinition } from '@baton/workflow';
import { requestQuote } from './async-callback/activities.ts';
import { asyncCallback } from './async-callback/workflow.ts';
import { downloadOrders, processOrdersFile, uploadResult } from './file-processing/activities.ts';
import { fileProcessing } from './file-processing/workflow.ts';
import { prepareDataset, trainModel, uploadModel } from './model-training/activities.ts';
import { modelTraining } from './model-training/workflow.ts';
import { prepareRelease, publishRelease } from './release-approval/activities.ts';
import { releaseApproval } from './release-approval/workflow.ts';

export const workflows: readonly WorkflowDefinition[] = [
  asyncCallback,
  fileProcessing,
  modelTraining,
  releaseApproval,
];

export const activities: readonly ActivityDefinition[] = [
  downloadOrders,
  processOrdersFile,
  uploadResult,
  prepareRelease,
  publishRelease,
  requestQuote,
  prepareDataset,
  trainModel,
  uploadModel,
];
