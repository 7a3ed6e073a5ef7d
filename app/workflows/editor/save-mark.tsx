'use client';
// Whether the draft is safe, in a few words beside its name.
import { Check, CloudAlert, LoaderCircle } from 'lucide-react';
import { useStore } from '../../canvas/store.ts';
import type { Autosave, SaveState } from './autosave.ts';

const words: Record<SaveState['kind'], string> = {
  saved: 'Saved',
  changed: 'Unsaved changes',
  saving: 'Saving…',
  failed: 'Not saved',
  conflict: 'Not saved: somebody else was first',
};

export function SaveMark({ autosave }: { readonly autosave: Autosave }) {
  const state = useStore(autosave.state, (value) => value);
  return (
    <span
      role="status"
      title={
        state.kind === 'failed'
          ? `${state.message} It is kept in this browser, and tried again.`
          : `Revision ${String(state.revision)} of the draft`
      }
      className="flex min-w-0 items-center gap-1.5 text-xs text-text-3"
    >
      {state.kind === 'saved' && <Check className="size-3.5 shrink-0 text-done-solid" aria-hidden />}
      {(state.kind === 'saving' || state.kind === 'changed') && (
        <LoaderCircle
          className={
            state.kind === 'saving' ? 'size-3.5 shrink-0 animate-spin' : 'size-3.5 shrink-0 opacity-50'
          }
          aria-hidden
        />
      )}
      {(state.kind === 'failed' || state.kind === 'conflict') && (
        <CloudAlert className="size-3.5 shrink-0 text-failed-solid" aria-hidden />
      )}
      <span className="truncate max-sm:sr-only">{words[state.kind]}</span>
    </span>
  );
}
