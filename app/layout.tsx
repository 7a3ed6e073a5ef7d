import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';

import { fontClasses } from './fonts.ts';
import './globals.css';
import { asTheme, sideCookie, themeCookie } from './lib/browser-cookies.ts';
import { Providers } from './shell/providers.tsx';
import { StudioFrame } from './shell/studio-frame.tsx';

export const metadata: Metadata = {
  title: { default: 'Baton', template: '%s · Baton' },
  description: 'Draw workflows, watch them run, decide what needs a person.',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fafafb' },
    { media: '(prefers-color-scheme: dark)', color: '#0d0e11' },
  ],
};

/**
 * The theme and the width of the side bar are cookies, so that the first paint is right without a script. Reading the request here also makes every
 * page dynamic, which the nonce of the content security policy needs.
 */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const jar = await cookies();
  const theme = asTheme(jar.get(themeCookie)?.value);
  const side = jar.get(sideCookie)?.value === 'slim' ? 'slim' : 'wide';
  return (
    <html
      lang="en"
      className={fontClasses}
      data-side={side}
      {...(theme === 'system' ? {} : { 'data-theme': theme })}
      suppressHydrationWarning
    >
      <body>
        <Providers>
          <StudioFrame>{children}</StudioFrame>
        </Providers>
      </body>
    </html>
  );
}
