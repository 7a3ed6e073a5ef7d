'use client';
// Keyboard shortcuts: who is on screen registers a group, one listener serves all, `?` lists them.
//
// A key without Mod or Alt does nothing while a field, a menu or a dialog has the focus, and can be switched off altogether
// (WCAG 2.1.4). A sequence (`G I`) waits a second for its second key. The group registered last wins.
import { useEffect, useRef } from 'react';

import { readStored } from './browser-state.ts';

export interface Shortcut {
  /** `Mod+K`, `Shift+J`, `J`, `?`, or a sequence `G I`. Mod is Ctrl or ⌘. */
  readonly keys: string;
  /** What it does, for the list. */
  readonly label: string;
  readonly run: () => void;
  /** Also while a field (`fields`), or a field, a menu or a dialog (`anywhere`) has the focus. Needs Mod. */
  readonly works?: 'fields' | 'anywhere';
}

export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

/** Stored as `off` when the person wants no single-key shortcuts. */
export const singleKeysSetting = 'single-keys';

const SEQUENCE_MS = 1000;
const groups: { readonly read: () => ShortcutGroup }[] = [];
let first: { readonly key: string; readonly atMs: number } | null = null;

/** Has the shortcuts while mounted (and `active`). */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[], active = true): void {
  const latest = useRef<ShortcutGroup>({ title, shortcuts });
  useEffect(() => {
    latest.current = { title, shortcuts };
  });
  useEffect(() => {
    if (!active) return;
    const entry = { read: () => latest.current };
    if (groups.length === 0) document.addEventListener('keydown', onKeyDown);
    groups.push(entry);
    return () => {
      groups.splice(groups.indexOf(entry), 1);
      if (groups.length === 0) document.removeEventListener('keydown', onKeyDown);
    };
  }, [active]);
}

/** What can be pressed now, in the order of registration. */
export function currentShortcuts(): readonly ShortcutGroup[] {
  return groups.map((group) => group.read());
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.key === 'Shift') return;
  const pressed = nameOf(event);
  const before = first !== null && event.timeStamp - first.atMs < SEQUENCE_MS ? first.key : null;
  first = null;
  const all = groups.flatMap((group) => group.read().shortcuts).reverse();
  const usable = all.filter(isFree(event));
  const hit =
    usable.find(({ keys }) => before !== null && keys === `${before} ${pressed}`) ??
    usable.find(({ keys }) => keys === pressed);
  if (hit) {
    event.preventDefault();
    hit.run();
    return;
  }
  if (usable.some(({ keys }) => keys.startsWith(`${pressed} `)))
    first = { key: pressed, atMs: event.timeStamp };
}

/** As shortcuts are written: `Mod+Shift+K`. Shift is left out where it's part of the sign (`?`). */
function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const isSign = key.length === 1 && key.toLowerCase() === key;
  const parts = [
    event.ctrlKey || event.metaKey ? 'Mod' : null,
    event.altKey ? 'Alt' : null,
    event.shiftKey && !isSign ? 'Shift' : null,
    key === ' ' ? 'Space' : key,
  ];
  return parts.filter((part) => part !== null).join('+');
}

function isFree(event: KeyboardEvent): (shortcut: Shortcut) => boolean {
  const inField = event.target instanceof Element && isField(event.target);
  const inOverlay = document.querySelector(overlays) !== null;
  const singles = readStored(singleKeysSetting) !== 'off';
  return ({ keys, works }) => {
    if (works === 'anywhere') return true;
    if (inOverlay || (inField && works !== 'fields')) return false;
    return singles || /^(Mod|Alt)\+/.test(keys);
  };
}

const overlays = '[role="dialog"][data-open], [role="alertdialog"][data-open], [role="menu"][data-open]';

/** Whether typing there enters text. */
export function isField(element: Element): boolean {
  if (element.closest('[contenteditable="true"], textarea, select') !== null) return true;
  return element instanceof HTMLInputElement && !/^(checkbox|radio|button|submit|range)$/.test(element.type);
}
