// Activities that do something else in a test.
import { checkPayload } from '@baton/core';
import type { ActivityDefinition, ActivityFunction, ActivityHandler } from '@baton/workflow';

/** An activity whose handler is the test's. */
export interface Mock<In, Out, Checkpoint> extends ActivityDefinition {
  /** What it was called with, attempt by attempt. */
  readonly calls: readonly In[];
  readonly handler: ActivityHandler<In, Out, Checkpoint>;
}

/**
 * The activity with another handler, for `createTestEnvironment({ activities })`: its types, its name, and its schemas are the activity's.
 * In a list it takes the place of the activity itself.
 */
export function mock<In, Out, Checkpoint>(
  activity: ActivityFunction<In, Out, Checkpoint>,
  handler: ActivityHandler<In, Out, Checkpoint>,
): Mock<In, Out, Checkpoint> {
  const { name, description, inputSchema, outputSchema, parseInput, parseOutput } = activity;
  const calls: In[] = [];
  return {
    ...{ name, description, inputSchema, outputSchema, parseInput, parseOutput, calls },
    handler: (input, context) => {
      calls.push(input);
      return handler(input, context);
    },
  };
}

/** A plain function, by the name of the activity that it stands for. */
export type MockFunction = (input: never, context: never) => unknown;

/** A list, of which a later one replaces an earlier one of the same name; or an object such as `import * as activities`. */
export type TestActivities =
  readonly ActivityDefinition[] | Readonly<Record<string, ActivityDefinition | MockFunction>>;

export function definitionsOf(activities: TestActivities): readonly ActivityDefinition[] {
  const all = isList(activities)
    ? activities
    : Object.entries(activities).map(([name, each]) => ('parseOutput' in each ? each : plain(name, each)));
  return [...new Map(all.map((definition) => [definition.name, definition])).values()];
}

function isList(activities: TestActivities): activities is readonly ActivityDefinition[] {
  return Array.isArray(activities);
}

function plain(name: string, handler: MockFunction): ActivityDefinition {
  return {
    ...{ name, handler, description: null, inputSchema: null, outputSchema: null },
    parseInput: (input) => input,
    parseOutput: (output) => checkPayload(output, 'output'),
  };
}
