// Commands on notes.
import type { Design } from '@baton/core';
import type { Change, DesignNote } from './changes.ts';

export function putNote(design: Design, note: DesignNote): readonly Change[] {
  const notes = design.notes ?? [];
  const known = notes.some((other) => other.id === note.id);
  const after = known ? notes.map((other) => (other.id === note.id ? note : other)) : [...notes, note];
  return [{ list: 'notes', before: design.notes, after }];
}

export function removeNote(design: Design, id: string): readonly Change[] {
  const notes = design.notes ?? [];
  if (!notes.some((note) => note.id === id)) return [];
  return [{ list: 'notes', before: design.notes, after: notes.filter((note) => note.id !== id) }];
}
