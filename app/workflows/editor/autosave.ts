'use client';
// Saving by itself. States, in the order in which they are met:
//
//   saved     the server has what is on screen
//   changed   something was changed; entered by an edit, left when it has been still for 800 ms
//   saving    one save is under way; what is changed meanwhile is saved after it
//   failed    the server could not be reached or refused; tried again after 5 s and after the next change
//   conflict  somebody else saved first: nothing is sent until the person has chosen
import type { Design } from '@baton/core';
import { createStore, type ReadStore } from '../../canvas/store.ts';
import { codeOf, detailsOf, messageOf } from '../../lib/api-error.ts';
import type { SavedDraft } from '../../../server/views/designs.ts';
import type { Editor } from './editor-store.ts';
import { forgetJournal, writeJournal } from './journal.ts';

export type SaveState =
  | { readonly kind: 'saved' | 'changed' | 'saving'; readonly revision: number }
  | { readonly kind: 'failed'; readonly revision: number; readonly message: string }
  | { readonly kind: 'conflict'; readonly revision: number; readonly theirs: Conflict };

export interface Conflict {
  readonly revision: number;
  readonly byName: string | null;
}

const QUIET_MS = 800;
const AGAIN_MS = 5_000;

export interface Autosave {
  readonly state: ReadStore<SaveState>;
  /** Saves now; answers the revision once the server has all of it. @throws {Error} if it can't be saved */
  readonly flush: () => Promise<number>;
  /** After a choice: on from here, with what is on screen. `isSaved`: the server has it. */
  readonly goOn: (revision: number, isSaved: boolean) => void;
  readonly stop: () => void;
}

type Save = (draft: { readonly revision: number; readonly document: Design }) => Promise<SavedDraft>;

export function startAutosave(
  editor: Editor,
  from: { readonly revision: number; readonly saved: Design },
  save: Save,
): Autosave {
  const state = createStore<SaveState>({ kind: 'saved', revision: from.revision });
  let saved = from.saved;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let under: Promise<void> | null = null;

  const current = () => editor.draft.get().design;
  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void push(), ms);
  };
  const onChange = () => {
    if (current() === saved || !editor.mayEdit) return;
    const { revision, kind } = state.get();
    writeJournal(editor.designId, { revision, atMs: Date.now(), design: current() });
    if (kind === 'conflict') return;
    if (kind !== 'saving') state.set({ kind: 'changed', revision });
    later(QUIET_MS);
  };
  const push = async (): Promise<void> => {
    clearTimeout(timer);
    if (under !== null) return under;
    if (current() === saved || state.get().kind === 'conflict') return;
    under = send().finally(() => {
      under = null;
      if (current() !== saved && state.get().kind === 'saved') onChange();
    });
    return under;
  };
  const send = async () => {
    const { revision } = state.get();
    const document = current();
    state.set({ kind: 'saving', revision });
    try {
      const answer = await save({ revision, document });
      saved = document;
      if (current() === document) forgetJournal(editor.designId);
      state.set({ kind: 'saved', revision: answer.revision });
    } catch (error) {
      const theirs = conflictIn(error);
      if (theirs !== null) return state.set({ kind: 'conflict', revision, theirs });
      state.set({ kind: 'failed', revision, message: messageOf(error) });
      later(AGAIN_MS);
    }
  };
  const stopWatching = editor.draft.subscribe(onChange);
  onChange();
  return {
    state,
    flush: async () => {
      for (let tries = 0; tries < 3 && current() !== saved; tries++) await push();
      const { kind, revision } = state.get();
      if (kind !== 'saved') throw new Error('The draft could not be saved.');
      return revision;
    },
    goOn: (revision, isSaved) => {
      if (isSaved) {
        saved = current();
        forgetJournal(editor.designId);
      }
      state.set({ kind: 'saved', revision });
      onChange();
    },
    stop: () => {
      stopWatching();
      clearTimeout(timer);
      // What is unsaved is in the journal; this only spares the next visit the question.
      void push();
    },
  };
}

function conflictIn(error: unknown): Conflict | null {
  if (codeOf(error) !== 'REVISION_CONFLICT') return null;
  const details = detailsOf(error);
  const record = (typeof details === 'object' && details !== null ? details : {}) as Record<string, unknown>;
  const { revision, updatedByName } = record;
  return {
    revision: typeof revision === 'number' ? revision : 0,
    byName: typeof updatedByName === 'string' ? updatedByName : null,
  };
}
