// The activities of this process, and what is known of their habits.
import { ValidationError } from '@baton/core';
import type { ActivityDefinition } from '@baton/workflow';

export interface Registry {
  readonly names: readonly string[];
  readonly definitions: readonly ActivityDefinition[];
  readonly get: (name: string) => ActivityDefinition | undefined;
  /** It hands its token out: it needs a row before it starts, so that an answer which comes at once finds one. */
  readonly handsOutToken: (name: string) => boolean;
  readonly tokenWasRead: (name: string) => void;
}

/** @throws {ValidationError} if two have one name. */
export function createRegistry(definitions: readonly ActivityDefinition[]): Registry {
  const byName = new Map<string, ActivityDefinition>();
  for (const definition of definitions) {
    if (byName.has(definition.name))
      throw new ValidationError(`two are named ${definition.name}`, 'activities');
    byName.set(definition.name, definition);
  }
  const withToken = new Set(definitions.filter(mentionsToken).map(({ name }) => name));
  return {
    names: [...byName.keys()],
    definitions,
    get: (name) => byName.get(name),
    handsOutToken: (name) => withToken.has(name),
    tokenWasRead: (name) => withToken.add(name),
  };
}

/** A guess that costs one write if it is wrong; a handler that hides it is learned of when it reads its token. */
function mentionsToken({ handler }: ActivityDefinition): boolean {
  return /token|makeAsync|asyncResult/i.test(Function.prototype.toString.call(handler));
}
