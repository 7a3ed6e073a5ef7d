'use client';
// The settings: one tab a place; those that this person may not see are not there.
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';

import type { Action } from '../../server/permissions.ts';
import { useMe } from '../lib/me.tsx';
import { PageFrame } from '../shell/page-frame.tsx';
import { Page } from '../ui/page-header.tsx';
import { LinkTabs } from '../ui/tabs.tsx';

const words = { title: 'Settings', tabs: 'Settings, sections' } as const;

const sections: readonly { readonly value: string; readonly label: string; readonly needs: Action | null }[] =
  [
    { value: 'appearance', label: 'Appearance', needs: null },
    { value: 'limits', label: 'Limits', needs: 'limits.list' },
    { value: 'retention', label: 'Retention', needs: 'retention.get' },
    { value: 'people', label: 'People', needs: 'people.list' },
    { value: 'api-keys', label: 'API keys', needs: 'apiKeys.list' },
    { value: 'audit', label: 'Audit', needs: 'audit.list' },
  ];

export function SettingsFrame({ children }: { readonly children: ReactNode }) {
  const pathname = usePathname();
  const me = useMe();
  const here = pathname.split('/')[2] ?? 'appearance';
  const title = sections.find(({ value }) => value === here)?.label;
  return (
    <PageFrame
      crumbs={[
        { label: words.title, href: '/settings/appearance' },
        ...(title === undefined ? [] : [{ label: title }]),
      ]}
    >
      <Page>
        <LinkTabs
          label={words.tabs}
          value={here}
          className="-mt-2"
          tabs={sections
            .filter(
              ({ needs, value }) => needs === null || value === here || (me?.may.includes(needs) ?? false),
            )
            .map(({ value, label }) => ({ value, label, href: `/settings/${value}` }))}
        />
        {children}
      </Page>
    </PageFrame>
  );
}
