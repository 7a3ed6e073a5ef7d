'use client';
// What the run was given and what came of it.
import type { ReactNode } from 'react';
import { JsonView } from '../../ui/json-view.tsx';
import { FailureView } from './failure-view.tsx';
import { useRunView } from './run-store.ts';

export function IoView() {
  const state = useRunView((view) => view.state);
  return (
    <div className="h-full overflow-y-auto scroll-quiet">
      <div className="mx-auto grid max-w-5xl grid-cols-1 gap-6 p-6 lg:grid-cols-2">
        <Part title="Input">
          <JsonView value={state.started?.input ?? null} label="input" folded={false} />
        </Part>
        <Part title={state.failure === null ? 'Result' : 'Failure'}>
          {state.failure !== null ? (
            <FailureView failure={state.failure} />
          ) : state.status === 'completed' ? (
            <JsonView value={state.result} label="result" folded={false} />
          ) : (
            <p className="text-sm text-text-3">
              {state.status === 'running'
                ? 'Not yet: the run is still going on.'
                : 'None: the run did not complete.'}
            </p>
          )}
        </Part>
        {Object.keys(state.attributes).length > 0 && (
          <Part title="Attributes">
            <JsonView value={state.attributes} label="attributes" />
          </Part>
        )}
        {state.signals.length > 0 && (
          <Part title={`Signals (${String(state.signals.length)})`}>
            <JsonView value={state.signals.map(({ name, payload }) => ({ name, payload }))} label="signals" />
          </Part>
        )}
      </div>
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <h2 className="text-sm font-semibold">{title}</h2>
      {children}
    </section>
  );
}
