'use client';
// Short confirmations at the edge. An error that matters stands in the page as well.
import { Toast as Base } from '@base-ui/react/toast';
import { CircleAlert, CircleCheck, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useCallback } from 'react';

import { buttonClass } from './button.tsx';
import { cx } from './cx.ts';

export interface ToastMessage {
  readonly title: string;
  readonly description?: string;
  readonly tone?: 'done' | 'failed' | 'plain';
  readonly action?: { readonly label: string; readonly onSelect: () => void };
}

/** Gives a function that shows a toast for six seconds (failures for ten; focus and hover stop the clock). */
export function useToast(): (message: ToastMessage) => void {
  const { add } = Base.useToastManager();
  return useCallback(
    ({ title, description, tone = 'plain', action }) => {
      add({
        title,
        type: tone,
        timeout: tone === 'failed' ? 10_000 : 6_000,
        ...(tone === 'failed' ? { priority: 'high' as const } : {}),
        ...(description === undefined ? {} : { description }),
        ...(action ? { actionProps: { children: action.label, onClick: action.onSelect } } : {}),
      });
    },
    [add],
  );
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Base.Provider limit={3}>
      {children}
      <Base.Portal>
        <Base.Viewport className="fixed top-[calc(var(--top-height)+0.75rem)] right-4 z-70 flex w-88 max-w-[calc(100vw-2rem)] flex-col gap-2">
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

const icons: Readonly<Record<string, ReactNode>> = {
  done: <CircleCheck className="mt-0.5 size-4 shrink-0 text-done-solid" aria-hidden />,
  failed: <CircleAlert className="mt-0.5 size-4 shrink-0 text-failed-solid" aria-hidden />,
};

function ToastList() {
  const { toasts } = Base.useToastManager();
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      swipeDirection={['right', 'up']}
      className={cx(
        'rounded-lg bg-raised text-text shadow-2 transition-[opacity,translate] duration-200 ease-out',
        'data-ending-style:opacity-0 data-limited:hidden data-starting-style:-translate-y-2 data-starting-style:opacity-0',
      )}
    >
      <Base.Content className="flex items-start gap-2.5 py-2.5 pr-2 pl-3">
        {icons[toast.type ?? '']}
        <div className="min-w-0 flex-1">
          <Base.Title className="text-sm font-medium" />
          <Base.Description className="text-sm text-text-2" />
        </div>
        {toast.actionProps && <Base.Action className={buttonClass('secondary', 'sm')} />}
        <Base.Close aria-label="Dismiss" className={cx(buttonClass('ghost', 'sm'), 'w-7 px-0!')}>
          <X className="size-3.5" aria-hidden />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ));
}
