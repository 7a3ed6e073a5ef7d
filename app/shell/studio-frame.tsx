'use client';
// Whether a page has the frame. Those for people who are not signed in don't, and don't load it.
import dynamic from 'next/dynamic';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';

const Shell = dynamic(() => import('./shell.tsx').then((module) => module.Shell));

const bare = ['/sign-in', '/setup', '/invite'];

export function StudioFrame({ children }: { readonly children: ReactNode }) {
  const pathname = usePathname();
  return bare.includes(pathname) ? children : <Shell>{children}</Shell>;
}
