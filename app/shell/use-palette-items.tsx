'use client';
// What the palette offers: places and commands at once, then workflows, runs and tasks as the server finds them.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { CircleUser, LogOut, Moon, Play, Sun, Workflow } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { useDeferredValue } from 'react';

import { setTheme } from '../lib/browser-state.ts';
import { useMay } from '../lib/me.tsx';
import { signOut } from '../lib/sign-in.ts';
import { taskHref } from '../lib/task-id.ts';
import { useTRPC } from '../lib/trpc.tsx';
import { glyphOfRun, wordOfRun } from '../ui/run-status.ts';
import { StatusGlyph } from '../ui/status.tsx';
import { places, settingsPlace } from './places.ts';

export interface PaletteItem {
  readonly id: string;
  readonly group: 'Go to' | 'Do' | 'Workflows' | 'Tasks' | 'Runs';
  readonly label: string;
  readonly hint?: string;
  readonly keys?: string;
  readonly icon: ReactNode;
  readonly run: () => void;
}

const FOUND = 6;
const icon = 'size-4 text-text-3';

export function usePaletteItems(text: string, startRun: () => void): readonly PaletteItem[] {
  const fixed = useFixedItems(startRun);
  const found = useFoundItems(useDeferredValue(text.trim()));
  const words = text.trim().toLowerCase().split(/\s+/);
  const fits = ({ label }: PaletteItem) => words.every((word) => label.toLowerCase().includes(word));
  return [...fixed.filter(fits), ...found];
}

function useFixedItems(startRun: () => void): readonly PaletteItem[] {
  const router = useRouter();
  const mayStart = useMay('runs.start');
  const goTo = [...places, settingsPlace].map((place): PaletteItem => ({
    id: place.id,
    group: 'Go to',
    label: place.label,
    keys: place.keys,
    icon: <place.icon className={icon} aria-hidden />,
    run: () => router.push(place.href),
  }));
  const start: PaletteItem = {
    id: 'start',
    group: 'Do',
    label: 'Start a run…',
    icon: <Play className={icon} aria-hidden />,
    run: startRun,
  };
  return [
    ...goTo,
    ...(mayStart ? [start] : []),
    {
      id: 'light',
      group: 'Do',
      label: 'Use the light theme',
      icon: <Sun className={icon} aria-hidden />,
      run: () => setTheme('light'),
    },
    {
      id: 'dark',
      group: 'Do',
      label: 'Use the dark theme',
      icon: <Moon className={icon} aria-hidden />,
      run: () => setTheme('dark'),
    },
    {
      id: 'out',
      group: 'Do',
      label: 'Sign out',
      icon: <LogOut className={icon} aria-hidden />,
      run: () => void signOut(),
    },
  ];
}

function useFoundItems(text: string): readonly PaletteItem[] {
  const router = useRouter();
  const trpc = useTRPC();
  const asked = text.length >= 2;
  const options = { enabled: asked, placeholderData: keepPreviousData };
  const designs = useQuery(trpc.designs.list.queryOptions({ text, limit: FOUND }, options));
  const runs = useQuery(trpc.runs.list.queryOptions({ text, limit: FOUND }, options));
  const tasks = useQuery(trpc.humanTasks.list.queryOptions({ view: 'all' }, { enabled: asked }));
  if (!asked) return [];
  const lower = text.toLowerCase();
  return [
    ...(designs.data?.items ?? []).map((design): PaletteItem => ({
      id: `design ${design.designId}`,
      group: 'Workflows',
      label: design.name,
      hint: design.latestVersion === null ? 'draft' : `v${String(design.latestVersion)}`,
      icon: <Workflow className={icon} aria-hidden />,
      run: () => router.push(`/workflows/${design.designId}`),
    })),
    ...(tasks.data?.items ?? [])
      .filter((task) => task.spec.title.toLowerCase().includes(lower))
      .slice(0, FOUND)
      .map((task): PaletteItem => ({
        id: `task ${taskHref(task)}`,
        group: 'Tasks',
        label: task.spec.title,
        hint: task.workflowName,
        icon: <CircleUser className={icon} aria-hidden />,
        run: () => router.push(taskHref(task)),
      })),
    ...(runs.data?.items ?? []).map((run): PaletteItem => ({
      id: `run ${run.runId}`,
      group: 'Runs',
      label: `${run.design?.name ?? run.workflow} · ${run.workflowId}`,
      hint: wordOfRun(run.status),
      icon: <StatusGlyph glyph={glyphOfRun(run)} />,
      run: () => router.push(`/runs/${run.runId}`),
    })),
  ];
}
