'use client';
// What this browser looks like, and the person's password.
import { setSideSlim, useSideSlim, useStored, writeStored } from '../../lib/browser-state.ts';
import { singleKeysSetting } from '../../lib/shortcuts.ts';
import { ThemeChoice } from '../../shell/theme-choice.tsx';
import { Card, CardBody, CardHeader } from '../../ui/card.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Switch } from '../../ui/toggles.tsx';
import { PasswordCard } from './password-card.tsx';

const words = {
  title: 'Appearance',
  description: 'Kept in this browser.',
  theme: 'Theme',
  themeHelp: 'System follows the setting of your device.',
  layout: 'Layout and keyboard',
  slim: 'Narrow side bar',
  slimHelp: 'Only icons. Ctrl+B (⌘B) switches it from anywhere.',
  keys: 'Single-key shortcuts',
  keysHelp: 'J, K, A, F, G I and the like. Switch them off if you use speech input. Press ? for the list.',
} as const;

export function AppearanceSettings() {
  const slim = useSideSlim();
  const singleKeys = useStored(singleKeysSetting) !== 'off';
  return (
    <>
      <PageHeader title={words.title} description={words.description} />
      <div className="grid max-w-2xl gap-4">
        <Card>
          <CardHeader title={words.theme} description={words.themeHelp} />
          <CardBody>
            <ThemeChoice />
          </CardBody>
        </Card>
        <Card>
          <CardHeader title={words.layout} />
          <CardBody className="flex flex-col gap-5">
            <Switch label={words.slim} help={words.slimHelp} checked={slim} onCheckedChange={setSideSlim} />
            <Switch
              label={words.keys}
              help={words.keysHelp}
              checked={singleKeys}
              onCheckedChange={(on) => writeStored(singleKeysSetting, on ? null : 'off')}
            />
          </CardBody>
        </Card>
        <PasswordCard />
      </div>
    </>
  );
}
