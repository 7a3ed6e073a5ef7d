'use client';
// The list behind `?`: what can be pressed on this page.
import type { ShortcutGroup } from '../lib/shortcuts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';

const words = {
  title: 'Keyboard shortcuts',
  description:
    'What can be pressed on this page. Single keys rest while you type; they can be switched off in Settings.',
  regions: 'Regions of the page',
} as const;

const regions: ShortcutGroup = {
  title: words.regions,
  shortcuts: [
    { keys: 'F6', label: 'Next region', run: () => undefined },
    { keys: 'Shift+F6', label: 'Region before', run: () => undefined },
  ],
};

interface ShortcutsDialogProps {
  readonly groups: readonly ShortcutGroup[];
  readonly onClose: () => void;
}

export function ShortcutsDialog({ groups, onClose }: ShortcutsDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.title}
      description={words.description}
      size="lg"
    >
      <div className="gap-x-8 sm:columns-2">
        {[...groups, regions].map((group) => (
          <section key={group.title} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-xs font-medium text-text-3">{group.title}</h3>
            <dl className="divide-y divide-line">
              {group.shortcuts.map(({ keys, label }) => (
                <div key={keys} className="flex min-h-8 items-center justify-between gap-4">
                  <dt className="text-sm text-text">{label}</dt>
                  <dd>
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
