'use client';
// A failure with its causes, the nearest first.
import type { Failure } from '@baton/core';
import { Alert } from '../../ui/alert.tsx';
import { JsonView } from '../../ui/json-view.tsx';

const MAX_CAUSES = 10;

export function FailureView({ failure }: { readonly failure: Failure }) {
  const chain: Failure[] = [];
  for (let at: Failure | undefined = failure; at !== undefined && chain.length < MAX_CAUSES; at = at.cause)
    chain.push(at);
  return (
    <ol className="flex flex-col gap-2">
      {chain.map((one, index) => (
        <li key={index} className={index === 0 ? undefined : 'ml-3 border-l-2 border-line pl-3'}>
          {index === 0 ? (
            <Alert tone="failed" title={one.message}>
              {nameOf(one)}
            </Alert>
          ) : (
            <p className="text-sm">
              <span className="text-text-3">because of </span>
              <span className="font-medium">{one.message}</span>
              <span className="block text-xs text-text-3">{nameOf(one)}</span>
            </p>
          )}
          {one.details !== undefined && one.details !== null && (
            <JsonView className="mt-2" value={one.details} label="details of the failure" />
          )}
          {one.stack !== undefined && (
            <details className="mt-1.5 text-xs text-text-3">
              <summary>Where in the code</summary>
              <pre className="mt-1 overflow-x-auto rounded-md bg-sunken p-2 font-mono text-2xs leading-4 whitespace-pre">
                {one.stack.slice(0, 8_000)}
              </pre>
            </details>
          )}
        </li>
      ))}
    </ol>
  );
}

function nameOf(failure: Failure): string {
  return failure.code === undefined || failure.code === failure.name
    ? failure.name
    : `${failure.name} (${failure.code})`;
}
