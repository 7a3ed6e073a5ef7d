'use client';
// The command palette: a text field over a list box (ARIA's combobox pattern; focus stays in the field).
import { Dialog as Base } from '@base-ui/react/dialog';
import { Search } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useId, useRef, useState } from 'react';

import { cx } from '../ui/cx.ts';
import { Kbd } from '../ui/kbd.tsx';
import { StartRunDialog } from '../ui/start-run-dialog.tsx';
import { type PaletteItem, usePaletteItems } from './use-palette-items.tsx';

const words = {
  title: 'Search and commands',
  placeholder: 'Search workflows, runs and tasks, or type a command…',
  nothing: 'Nothing found.',
} as const;

interface PaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function Palette({ open, onOpenChange }: PaletteProps) {
  const [starting, setStarting] = useState(false);
  return (
    <>
      <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
        <Base.Portal>
          <Base.Backdrop className="fixed inset-0 z-50 bg-scrim transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
          <Base.Popup
            aria-label={words.title}
            className="fixed top-[12vh] left-1/2 z-50 flex max-h-[min(28rem,76dvh)] w-[calc(100vw-1.5rem)] max-w-xl -translate-x-1/2 flex-col overflow-hidden rounded-xl bg-raised text-text shadow-3 transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0 max-md:top-3"
          >
            <Content close={() => onOpenChange(false)} startRun={() => setStarting(true)} />
          </Base.Popup>
        </Base.Portal>
      </Base.Root>
      <StartRunDialog open={starting} onOpenChange={setStarting} />
    </>
  );
}

interface ContentProps {
  readonly close: () => void;
  readonly startRun: () => void;
}

function Content({ close, startRun }: ContentProps) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const items = usePaletteItems(text, startRun);
  const chosen = Math.min(at, items.length - 1);
  const take = (item: PaletteItem | undefined) => {
    if (!item) return;
    close();
    item.run();
  };
  const move = (to: number) => {
    const next = (to + items.length) % Math.max(1, items.length);
    setAt(next);
    list.current?.querySelectorAll('[role="option"]')[next]?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') move(chosen + 1);
    else if (event.key === 'ArrowUp') move(chosen - 1);
    else if (event.key === 'Enter') take(items[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search className="size-4 shrink-0 text-text-3" aria-hidden />
        <input
          role="combobox"
          aria-label={words.title}
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={chosen >= 0 ? `${listId}-${String(chosen)}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={words.placeholder}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none"
        />
        <Kbd keys="Esc" className="max-md:hidden" />
      </div>
      <div
        ref={list}
        role="listbox"
        id={listId}
        aria-label={words.title}
        className="min-h-0 overflow-y-auto p-2 scroll-quiet"
      >
        {items.map((item, index) => (
          <div key={item.id} role="presentation">
            {items[index - 1]?.group !== item.group && (
              <div role="presentation" className="px-2 pt-2 pb-1 text-xs font-medium text-text-3">
                {item.group}
              </div>
            )}
            <Option
              id={`${listId}-${String(index)}`}
              item={item}
              chosen={index === chosen}
              onPoint={() => setAt(index)}
              onTake={() => take(item)}
            />
          </div>
        ))}
      </div>
      {items.length === 0 && (
        <p role="status" className="px-4 pb-6 text-center text-sm text-text-3">
          {words.nothing}
        </p>
      )}
    </>
  );
}

interface OptionProps {
  readonly id: string;
  readonly item: PaletteItem;
  readonly chosen: boolean;
  readonly onPoint: () => void;
  readonly onTake: () => void;
}

function Option({ id, item, chosen, onPoint, onTake }: OptionProps) {
  return (
    // The keys are those of the field, which keeps the focus.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      onPointerMove={onPoint}
      onClick={onTake}
      className={cx(
        'flex min-h-9 cursor-default items-center gap-3 rounded-md px-2 text-sm pointer-coarse:min-h-11',
        chosen && 'bg-active',
      )}
    >
      {item.icon}
      <span className="min-w-0 flex-1 truncate text-text">{item.label}</span>
      {item.hint !== undefined && <span className="shrink-0 text-xs text-text-3">{item.hint}</span>}
      {item.keys !== undefined && <Kbd keys={item.keys} className="max-md:hidden" />}
    </div>
  );
}
