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

/** The two calls that saving needs. */
export interface DraftServer {
  readonly save: (draft: { readonly revision: number; readonly document: Design }) => Promise<SavedDraft>;
  readonly read: () => Promise<{ readonly revision: number; readonly document: Design }>;
}

interface From {
  readonly revision: number;
  /** What the server has. */
  readonly saved: Design;
}

export function startAutosave(editor: Editor, from: From, server: DraftServer): Autosave {
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
    const document = current();
    const { revision } = state.get();
    state.set({ kind: 'saving', revision });
    under = send(server, { revision, document }).then((next) => {
      under = null;
      if (next.kind === 'saved') saved = document;
      if (current() === saved) forgetJournal(editor.designId);
      state.set(next);
      if (next.kind === 'failed') later(AGAIN_MS);
      else onChange();
    });
    return under;
  };
  const stopWatching = editor.draft.subscribe(onChange);
  onChange();
  return {
    state,
    flush: () => flush({ state, push, isSaved: () => current() === saved }),
    goOn: (revision, isSaved) => {
      if (isSaved) saved = current();
      if (isSaved) forgetJournal(editor.designId);
      state.set({ kind: 'saved', revision });
      onChange();
    },
    stop: () => {
      stopWatching();
      clearTimeout(timer);
      // What is unsaved is in the journal; this only spares the next visit the work.
      void push();
    },
  };
}

/** One save, and what it leads to. Never throws. */
async function send(
  server: DraftServer,
  draft: { readonly revision: number; readonly document: Design },
): Promise<SaveState> {
  const { revision, document } = draft;
  try {
    const answer = await server.save(draft);
    return { kind: 'saved', revision: answer.revision };
  } catch (error) {
    const theirs = conflictIn(error);
    if (theirs === null) return { kind: 'failed', revision, message: messageOf(error) };
    const own = await ownSave(server, document);
    return own === null ? { kind: 'conflict', revision, theirs } : { kind: 'saved', revision: own };
  }
}

/** The revision, if what the server has is what was sent: an earlier try of ours got through, and only its answer was lost. */
async function ownSave(server: DraftServer, document: Design): Promise<number | null> {
  try {
    const there = await server.read();
    return JSON.stringify(there.document) === JSON.stringify(document) ? there.revision : null;
  } catch {
    return null;
  }
}

interface Flushing {
  readonly state: ReadStore<SaveState>;
  readonly push: () => Promise<void>;
  readonly isSaved: () => boolean;
}

async function flush({ state, push, isSaved }: Flushing): Promise<number> {
  for (let tries = 0; tries < 3 && !isSaved(); tries++) await push();
  const { kind, revision } = state.get();
  if (kind !== 'saved') throw new Error('The draft could not be saved.');
  return revision;
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
