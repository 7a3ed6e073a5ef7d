'use client';
// Left of the canvas, if wanted: the outline or the problems.
import { ListTree, TriangleAlert, X } from 'lucide-react';
import { useStore } from '../../canvas/store.ts';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { type SidePanel as Which, useEditor, useEditorUi } from './editor-store.ts';
import { Outline } from './outline.tsx';
import { ProblemsPanel } from './problems-panel.tsx';

const titles: Record<NonNullable<Which>, string> = { outline: 'Outline', problems: 'Problems' };

export function SideRail() {
  const editor = useEditor();
  const side = useEditorUi((ui) => ui.side);
  const problems = useStore(editor.problems, (all) => all.length);
  const hasErrors = useStore(editor.problems, (all) => all.some((problem) => problem.severity === 'error'));
  const toggle = (which: NonNullable<Which>) => editor.openUi({ side: side === which ? null : which });
  return (
    <div className="flex w-11 shrink-0 flex-col items-center gap-1 border-r border-line bg-surface py-2 max-md:hidden">
      <RailButton label="Outline" keys="O" isOpen={side === 'outline'} onClick={() => toggle('outline')}>
        <ListTree className="size-4.5" aria-hidden />
      </RailButton>
      <RailButton
        label={`Problems: ${String(problems)}`}
        keys="F8"
        isOpen={side === 'problems'}
        onClick={() => toggle('problems')}
      >
        <TriangleAlert className="size-4.5" aria-hidden />
        {problems > 0 && (
          <span
            className={cx(
              'tabular absolute -top-1 -right-1 min-w-4 rounded-full px-1 text-center text-2xs leading-4 font-semibold ',
              hasErrors
                ? 'bg-danger text-on-accent'
                : 'border border-waiting-line bg-waiting-tint text-waiting',
            )}
          >
            {problems > 99 ? '99+' : problems}
          </span>
        )}
      </RailButton>
    </div>
  );
}

interface RailButtonProps {
  readonly label: string;
  readonly keys: string;
  readonly isOpen: boolean;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}

function RailButton({ label, keys, isOpen, onClick, children }: RailButtonProps) {
  return (
    <Tooltip label={label} keys={keys} side="right">
      <button
        type="button"
        aria-label={label}
        aria-pressed={isOpen}
        onClick={onClick}
        className={cx(
          'relative flex size-8 items-center justify-center rounded-md',
          isOpen ? 'bg-active text-text' : 'text-text-2 hover:bg-hover',
        )}
      >
        {children}
      </button>
    </Tooltip>
  );
}

export function SidePanel() {
  const editor = useEditor();
  const side = useEditorUi((ui) => ui.side);
  if (side === null) return null;
  return (
    <section
      aria-label={titles[side]}
      data-region={titles[side]}
      tabIndex={-1}
      className="flex w-72 shrink-0 flex-col border-r border-line bg-surface outline-none max-md:hidden"
    >
      <header className="flex h-11 shrink-0 items-center justify-between border-b border-line pr-2 pl-4">
        <h2 className="text-sm font-semibold">{titles[side]}</h2>
        <IconButton
          size="sm"
          label={`Close ${titles[side].toLowerCase()}`}
          icon={<X className="size-4" aria-hidden />}
          onClick={() => editor.openUi({ side: null })}
        />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto scroll-quiet">
        {side === 'outline' ? <Outline /> : <ProblemsPanel />}
      </div>
    </section>
  );
}
