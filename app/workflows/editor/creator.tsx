'use client';
// The palette: type, Enter, and the node is there, wired. Opens at the pointer, at a port or at a wire.
import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { kinds } from '../../canvas/kinds.tsx';
import { cx } from '../../ui/cx.ts';
import { Kbd } from '../../ui/kbd.tsx';
import type { ActivityType } from '../../../server/views/designs.ts';
import { create } from './canvas-create.ts';
import { type CreatorItem, creatorItems, titleOfActivity } from './creator-items.ts';
import { type CreatorRequest, type Editor, useDraft, useEditor, useEditorUi } from './editor-store.ts';

const WIDTH = 360;
const HEIGHT = 420;

export function Creator({ activities }: { readonly activities: readonly ActivityType[] }) {
  const request = useEditorUi((ui) => ui.creator);
  if (request === null) return null;
  return <CreatorPanel key={JSON.stringify(request.anchor)} request={request} activities={activities} />;
}

interface CreatorPanelProps {
  readonly request: CreatorRequest;
  readonly activities: readonly ActivityType[];
}

function CreatorPanel({ request, activities }: CreatorPanelProps) {
  const editor = useEditor();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const hasStart = useDraft((draft) => draft.design.nodes.some((node) => node.kind === 'start'));
  const scope = {
    activities,
    hasStart,
    isInSession: isInSession(editor, request),
    needsInput: request.attach?.kind === 'after' || request.attach?.kind === 'within',
  };
  const items = creatorItems(scope, typed);
  const panel = useRef<HTMLDivElement>(null);
  useCloseOutside(panel, () => editor.openUi({ creator: null }));
  const choose = (item: CreatorItem) => {
    editor.openUi({ creator: null });
    create(editor, request, chosenFrom(item));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = items[at];
    if (step !== undefined) setAt((at + step + items.length) % Math.max(1, items.length));
    else if (event.key === 'Enter' && chosen !== undefined) choose(chosen);
    else if (event.key === 'Escape') close(editor);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={panel}
      role="dialog"
      aria-label="Add a node"
      data-open=""
      style={placeOf(request)}
      className="fixed z-40 flex max-h-105 w-90 flex-col overflow-hidden rounded-xl bg-raised text-text shadow-3"
    >
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Search className="size-4 shrink-0 text-text-3" aria-hidden />
        <input
          // The palette is asked for to type into it.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          role="combobox"
          aria-label="Search nodes"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={items[at] === undefined ? undefined : `${listId}-${String(at)}`}
          placeholder="Add a node…"
          className="h-11 w-full bg-transparent text-base outline-none"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        <Kbd keys="Esc" />
      </div>
      <div
        id={listId}
        role="listbox"
        aria-label="Nodes"
        className="min-h-0 flex-1 overflow-y-auto p-1.5 scroll-quiet"
      >
        {items.map((item, index) => (
          <CreatorRow
            key={item.id}
            id={`${listId}-${String(index)}`}
            item={item}
            heading={typed === '' && item.group !== items[index - 1]?.group ? item.group : null}
            isActive={index === at}
            onHover={() => setAt(index)}
            onChoose={() => choose(item)}
          />
        ))}
        {items.length === 0 && (
          <p className="px-3 py-6 text-center text-sm text-text-3">Nothing is called “{typed}”.</p>
        )}
      </div>
    </div>
  );
}

interface CreatorRowProps {
  readonly id: string;
  readonly item: CreatorItem;
  readonly heading: string | null;
  readonly isActive: boolean;
  readonly onHover: () => void;
  readonly onChoose: () => void;
}

function CreatorRow({ id, item, heading, isActive, onHover, onChoose }: CreatorRowProps) {
  const Icon = kinds[item.kind].icon;
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    <>
      {heading !== null && (
        <p role="presentation" className="px-2 pt-2.5 pb-1 text-xs font-medium text-text-3 first:pt-1">
          {heading}
        </p>
      )}
      {/* Keys are handled by the combobox that owns this list. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus */}
      <div
        ref={row}
        id={id}
        role="option"
        aria-selected={isActive}
        onPointerMove={onHover}
        onClick={onChoose}
        className={cx(
          'flex cursor-pointer items-center gap-3 rounded-md px-2 py-1.5',
          isActive && 'bg-hover',
        )}
      >
        <span className="kind-tile" aria-hidden>
          <Icon />
        </span>
        <span className="min-w-0">
          <span className="block truncate text-sm font-medium">
            {item.activity === null ? item.title : titleOfActivity(item.title)}
          </span>
          <span className="block truncate text-xs text-text-3">{item.about}</span>
        </span>
      </div>
    </>
  );
}

function chosenFrom(item: CreatorItem) {
  if (item.activity === null) return { kind: item.kind };
  const config = {
    activity: item.activity,
    options: { startToClose: '1 minute', retry: { maxAttempts: 3 } },
  };
  return { kind: item.kind, name: titleOfActivity(item.activity), config };
}

function isInSession(editor: Editor, request: CreatorRequest): boolean {
  const { design } = editor.draft.get();
  const { attach } = request;
  if (attach === null) return false;
  const edge =
    attach.kind === 'within' ? design.edges.find((candidate) => candidate.id === attach.edgeId) : undefined;
  const id =
    attach.kind === 'after' ? attach.source : attach.kind === 'before' ? attach.target : edge?.source;
  return design.nodes.find((node) => node.id === id)?.parentId !== undefined;
}

/** At the anchor, and whole in the window. */
function placeOf({ anchor }: CreatorRequest): { left: number; top: number } {
  const left = Math.max(8, Math.min(anchor.x, window.innerWidth - WIDTH - 8));
  const top = Math.max(8, Math.min(anchor.y, window.innerHeight - HEIGHT - 8));
  return { left, top };
}

function close(editor: Editor): void {
  editor.openUi({ creator: null });
  editor.canvas.current?.focus({ preventScroll: true });
}

function useCloseOutside(panel: { readonly current: HTMLElement | null }, onClose: () => void): void {
  const latest = useRef(onClose);
  useEffect(() => {
    latest.current = onClose;
  });
  useEffect(() => {
    const onPointerDown = (event: globalThis.PointerEvent) => {
      if (event.target instanceof Node && panel.current?.contains(event.target) !== true) latest.current();
    };
    document.addEventListener('pointerdown', onPointerDown, true);
    return () => document.removeEventListener('pointerdown', onPointerDown, true);
  }, [panel]);
}
