import type { Design } from '@baton/core';
import { TRPCClientError } from '@trpc/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { renameNode } from '../../canvas/model/edit-nodes.ts';
import { type DraftServer, startAutosave } from './autosave.ts';
import { createEditor } from './editor-store.ts';

const design: Design = {
  schema: 1,
  nodes: [{ id: 'start', kind: 'start', name: 'Start', position: { x: 0, y: 0 }, config: {} }],
  edges: [],
};

beforeEach(() => {
  vi.useFakeTimers();
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.stubGlobal('performance', { now: () => Date.now() });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const refused = (code: string, details: unknown) =>
  new TRPCClientError('refused', { result: { error: { data: { code, details } } } as never });

function open(server: Partial<DraftServer>) {
  const editor = createEditor('d1', design, true);
  const autosave = startAutosave(
    editor,
    { revision: 1, saved: design },
    {
      save: () => Promise.reject(new Error('offline')),
      read: () => Promise.reject(new Error('offline')),
      ...server,
    },
  );
  const rename = (name: string) =>
    editor.edit({ label: 'Rename' }, (current) => renameNode(current, 'start', name));
  return { editor, autosave, rename };
}

const answer = (revision: number) => Promise.resolve({ revision, savedAtMs: 0, problems: [] });

test('a burst of changes is saved once, when it has been still for 800 ms', async () => {
  const save = vi.fn<DraftServer['save']>(() => answer(2));
  const { autosave, rename } = open({ save });
  rename('A');
  await vi.advanceTimersByTimeAsync(500);
  rename('B');
  await vi.advanceTimersByTimeAsync(799);
  expect(save).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(save.mock.calls.map(([draft]) => [draft.revision, draft.document.nodes[0]?.name])).toEqual([
    [1, 'B'],
  ]);
  expect(autosave.state.get()).toEqual({ kind: 'saved', revision: 2 });
});

test('what is unsaved is in the journal, and leaves it when the server has it', async () => {
  const { rename } = open({ save: () => answer(2) });
  rename('A');
  expect(localStorage.getItem('baton.draft.d1')).toContain('"A"');
  await vi.advanceTimersByTimeAsync(800);
  expect(localStorage.getItem('baton.draft.d1')).toBeNull();
});

test('an unreachable server is asked again', async () => {
  let tries = 0;
  const { autosave, rename } = open({
    save: () => (++tries === 1 ? Promise.reject(new Error('offline')) : answer(2)),
  });
  rename('A');
  await vi.advanceTimersByTimeAsync(800);
  expect(autosave.state.get().kind).toBe('failed');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(autosave.state.get()).toEqual({ kind: 'saved', revision: 2 });
});

test('somebody else’s save is told, and nothing is sent until the person has chosen', async () => {
  const save = vi.fn<DraftServer['save']>(() =>
    Promise.reject(refused('REVISION_CONFLICT', { revision: 5, updatedByName: 'Ben' })),
  );
  const { autosave, rename } = open({ save, read: () => Promise.resolve({ revision: 5, document: design }) });
  rename('A');
  await vi.advanceTimersByTimeAsync(800);
  expect(autosave.state.get()).toMatchObject({ kind: 'conflict', theirs: { revision: 5, byName: 'Ben' } });
  rename('B');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(save).toHaveBeenCalledTimes(1);
});

test('a save whose answer was lost is no conflict', async () => {
  let there = design;
  const { autosave, rename } = open({
    save: ({ document }) => {
      there = document;
      return Promise.reject(refused('REVISION_CONFLICT', { revision: 2, updatedByName: 'me' }));
    },
    read: () => Promise.resolve({ revision: 2, document: there }),
  });
  rename('A');
  await vi.advanceTimersByTimeAsync(800);
  expect(autosave.state.get()).toEqual({ kind: 'saved', revision: 2 });
});

test('publishing waits until everything is saved', async () => {
  const { autosave, rename } = open({ save: () => answer(7) });
  rename('A');
  await expect(autosave.flush()).resolves.toBe(7);
});
