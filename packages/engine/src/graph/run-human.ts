// A person decides: each outcome is a port, the decision is the output.
import { ApplicationError, toMs, type Json } from '@baton/core';
import { callHumanActivity } from '@baton/workflow';
import type { Behaviour } from './node-run.ts';
import { duration, json, text, texts } from './render.ts';

export const runHuman: Behaviour<'human'> = async (node, { scope }) => {
  const { title, instructions, form, outcomes, assignees, dueIn, timeout, context } = node.config;
  const decision = await callHumanActivity(
    node.id,
    {
      title: text(title, scope),
      instructions: instructions === undefined ? null : text(instructions, scope),
      form: form ?? null,
      outcomes,
      assignees: texts(assignees ?? [], scope),
      dueInMs: dueIn === undefined ? null : toMs(duration(dueIn, scope), 'dueIn'),
      priority: node.config.priority ?? 0,
      requesterMayNotApprove: node.config.requesterMayNotApprove ?? false,
      context: context === undefined ? null : json(context, scope),
    },
    timeout === undefined ? {} : { timeout: duration(timeout, scope) },
  );
  if (!outcomes.includes(decision.outcome)) {
    throw new ApplicationError(
      'UnknownOutcome',
      `“${decision.outcome}” is not one of ${outcomes.join(', ')}`,
    );
  }
  return { port: decision.outcome, output: decision as unknown as Json, recorded: true };
};
