'use client';
// What every page stands on.
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactNode } from 'react';

import { ApiProvider } from '../lib/trpc.tsx';
import { ToastProvider } from '../ui/toast.tsx';

interface ProvidersProps {
  readonly nonce: string | undefined;
  readonly children: ReactNode;
}

export function Providers({ nonce, children }: ProvidersProps) {
  return (
    <CSPProvider disableStyleElements {...(nonce === undefined ? {} : { nonce })}>
      <ApiProvider>
        <Tooltip.Provider delay={400}>
          <ToastProvider>{children}</ToastProvider>
        </Tooltip.Provider>
      </ApiProvider>
    </CSPProvider>
  );
}
