// Nodes that wait for nothing: where the flow begins, parts, meets, computes and ends.
import { ApplicationError } from '@baton/core';
import { out, type Behaviour } from './node-run.ts';
import { holds, json, text } from './render.ts';

/** Its output is the run's input, so that `nodes.start.output` reads as people expect. */
export const runStart: Behaviour<'start'> = (_node, { scope }) => out(scope['input'] ?? null, true);

export const runParallel: Behaviour<'parallel'> = () => out(null);

export const runJoin: Behaviour<'join'> = () => out(null);

/** The first case that holds, in their order; `else` if none does. */
export const runBranch: Behaviour<'branch'> = (node, { scope }) => {
  const port = node.config.cases.find(({ when }) => holds(when, scope))?.port ?? 'else';
  return { port, output: port };
};

export const runTransform: Behaviour<'transform'> = (node, { scope }) => out(json(node.config.output, scope));

export const runFail: Behaviour<'fail'> = (node, { scope }) => {
  const { name, message } = node.config;
  throw new ApplicationError(name === undefined ? 'Failed' : text(name, scope), text(message, scope), {
    nonRetryable: true,
  });
};

export const runEnd: Behaviour<'end'> = (node, { scope, setResult }) => {
  const output = node.config.output === undefined ? null : json(node.config.output, scope);
  setResult(output);
  return { port: null, output };
};
