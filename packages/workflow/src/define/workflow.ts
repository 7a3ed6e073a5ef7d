import { ValidationError, toMs, type Duration, type Json } from '@baton/core';
import { startChild, type ChildOptions, type ChildPromise } from '../operations/child.ts';
import { jsonOf } from '../run/author-input.ts';
import { callSite } from '../run/call-site.ts';
import { commandFrame } from '../run/frame.ts';
import type { InputArgs } from './input-args.ts';
import { parseWith, type StandardSchema } from './standard-schema.ts';
import type { WorkflowDefinition } from './workflow-definition.ts';

export interface WorkflowOptions<In> {
  /** Ends the run as `timedOut`. Default: no limit. */
  readonly runTimeout?: Duration;
  /** Checked when a child is called, and before the code runs: an input that doesn't fit fails the run. */
  readonly input?: StandardSchema<In>;
}

/** A workflow: start it by a client, or call it in another workflow as a child. */
export interface WorkflowFunction<In, Out> extends WorkflowDefinition {
  (...input: InputArgs<In>): ChildPromise<Out>;
  /** The same workflow with other options for this child. */
  readonly with: (options: ChildOptions) => WorkflowFunction<In, Out>;
  /** The plain function. */
  readonly handler: (input: In) => Out | Promise<Out>;
}

type Code<In, Out> = (input: In) => Out | Promise<Out>;

/** Defines a workflow: code that outlives its process, because all that it waits for is recorded and replayed. */
export function workflow<In = void, Out = unknown>(
  name: string,
  code: Code<In, Out>,
): WorkflowFunction<In, Out>;
export function workflow<In = void, Out = unknown>(
  name: string,
  options: WorkflowOptions<In>,
  code: Code<In, Out>,
): WorkflowFunction<In, Out>;
export function workflow<In, Out>(
  name: string,
  ...rest: [code: Code<In, Out>] | [options: WorkflowOptions<In>, code: Code<In, Out>]
): WorkflowFunction<In, Out> {
  if (typeof name !== 'string' || name.trim() === '')
    throw new ValidationError('a workflow needs a name', 'name');
  const [options, code] = rest.length === 1 ? [{}, rest[0]] : rest;
  const { input: schema, runTimeout } = options;
  const definition = {
    runTimeoutMs: runTimeout === undefined ? null : toMs(runTimeout, 'runTimeout'),
    handler: code,
    run: code,
    parseInput: (value: Json): unknown => (schema === undefined ? value : parseWith(schema, value, 'input')),
  };
  const make = (child: ChildOptions): WorkflowFunction<In, Out> => {
    const call = (...args: InputArgs<In>): ChildPromise<Out> => {
      const frame = commandFrame(`${name}()`);
      const input = jsonOf(args[0], 'input');
      definition.parseInput(input);
      return startChild<Out>(frame, { workflow: name, input, options: child, site: callSite(call) });
    };
    const parts = { ...definition, with: (more: ChildOptions) => make({ ...child, ...more }) };
    return Object.defineProperty(Object.assign(call, parts), 'name', { value: name });
  };
  return make({});
}

/** Calls a child workflow by its name, wherever it is written. */
export function callWorkflow<Out = Json>(
  name: string,
  input: unknown,
  options: ChildOptions = {},
): ChildPromise<Out> {
  const frame = commandFrame('callWorkflow()');
  return startChild<Out>(frame, {
    workflow: name,
    input: jsonOf(input, 'input'),
    options,
    site: callSite(callWorkflow),
  });
}
