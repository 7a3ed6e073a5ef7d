// Stacks that begin in the author's code. What the SDK and Node do on the way there helps nobody who looks for a line of a workflow.
import { failureFrom, toMs, type Failure } from '@baton/core';

/** The folder of this package, and that of core, which is asked for where it throws. */
const own = import.meta.url.replace(/^file:\/\//, '').replace(/run\/[^/]*$/, '');
let folders: readonly string[] | undefined;

function sdkFolders(): readonly string[] {
  if (folders !== undefined) return folders;
  const core = folderOfCore();
  return (folders = core === undefined ? [own] : [own, core]);
}

function folderOfCore(): string | undefined {
  try {
    toMs('no duration');
    return undefined;
  } catch (error) {
    const [top = ''] = framesOf((error as Error).stack ?? '');
    return /(?:\(|at )(?:file:\/\/)?(\/.*\/)[^/]+$/.exec(top)?.[1];
  }
}

function framesOf(stack: string): readonly string[] {
  return stack.split('\n').filter((line) => /^\s+at /.test(line));
}

/** Whether a line of a stack is of the author's code, or of a library of theirs. */
export function isAuthors(frame: string): boolean {
  return !frame.includes('node:') && !sdkFolders().some((folder) => frame.includes(folder));
}

/** The lines that are the author's; all of them if none is (the SDK is bundled into one file with everything else). */
export function authorFrames(stack: string): readonly string[] {
  const frames = framesOf(stack);
  const theirs = frames.filter(isAuthors);
  return theirs.length === 0 ? frames : theirs;
}

/** Gives the error a stack of these lines. */
export function setFrames(error: Error, frames: readonly string[]): void {
  Object.defineProperty(error, 'stack', {
    value: [`${error.name}: ${error.message}`, ...frames].join('\n'),
    configurable: true,
    writable: true,
  });
}

/** The failure to store for what the author's code has thrown. */
export function authorFailure(thrown: unknown): Failure {
  return cleaned(failureFrom(thrown));
}

function cleaned({ stack, cause, ...failure }: Failure): Failure {
  const head = stack?.slice(0, stack.search(/\n\s+at /)) ?? '';
  return {
    ...failure,
    ...(stack === undefined ? {} : { stack: [head, ...authorFrames(stack)].join('\n') }),
    ...(cause === undefined ? {} : { cause: cleaned(cause) }),
  };
}
