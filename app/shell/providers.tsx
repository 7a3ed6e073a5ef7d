'use client';
// What every page stands on.
import { CSPProvider } from '@base-ui/react/csp-provider';
import type { ReactNode } from 'react';

import { ApiProvider } from '../lib/trpc.tsx';

export function Providers({ children }: { readonly children: ReactNode }) {
  return (
    // Style elements without a nonce are refused by our policy; nothing we use of Base UI needs them.
    <CSPProvider disableStyleElements>
      <ApiProvider>{children}</ApiProvider>
    </CSPProvider>
  );
}
