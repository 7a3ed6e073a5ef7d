'use client';
import { Monitor, Moon, Sun } from 'lucide-react';

import type { Theme } from '../lib/browser-cookies.ts';
import { setTheme, useTheme } from '../lib/browser-state.ts';
import { MenuRadios } from '../ui/menu.tsx';
import { Segments } from '../ui/toggles.tsx';

const options: readonly { readonly value: Theme; readonly label: string; readonly icon: React.ReactNode }[] =
  [
    { value: 'system', label: 'System', icon: <Monitor className="size-3.5" aria-hidden /> },
    { value: 'light', label: 'Light', icon: <Sun className="size-3.5" aria-hidden /> },
    { value: 'dark', label: 'Dark', icon: <Moon className="size-3.5" aria-hidden /> },
  ];

export function ThemeChoice() {
  return <Segments label="Theme" value={useTheme()} onValueChange={setTheme} options={options} />;
}

/** The same, inside a menu. */
export function ThemeItems() {
  return <MenuRadios label="Theme" value={useTheme()} onValueChange={setTheme} options={options} />;
}
