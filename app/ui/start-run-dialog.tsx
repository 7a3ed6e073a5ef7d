'use client';
// Starts a run of a published design: which one, with what input. Shared by the runs list, the palette and the editor. The form comes with its first use.
import type { Json } from '@baton/core';
import dynamic from 'next/dynamic';

import { Dialog } from './dialog.tsx';
import { Skeleton } from './skeleton.tsx';

const StartRunForm = dynamic(() => import('./start-run-form.tsx').then((module) => module.StartRunForm), {
  ssr: false,
  loading: () => <Skeleton className="h-32 w-full" />,
});

export interface StartRunDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** Fixed by the page it is opened from. */
  readonly design?:
    { readonly designId: string; readonly name: string; readonly version: number } | undefined;
  /** What the form starts with: a template's sample, the input of an earlier run. */
  readonly initialInput?: Json | undefined;
  /** Instead of going to the run's page. */
  readonly onStarted?: ((runId: string) => void) | undefined;
}

export function StartRunDialog({ open, onOpenChange, ...rest }: StartRunDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Start a run" size="md">
      {open && <StartRunForm {...rest} close={() => onOpenChange(false)} />}
    </Dialog>
  );
}
