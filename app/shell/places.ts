// The places of the studio: side bar, bottom bar, palette and `G …` shortcuts are all made of this one table.
import {
  Activity,
  CalendarClock,
  Inbox,
  Layers,
  type LucideIcon,
  Server,
  Settings,
  Workflow,
} from 'lucide-react';

export interface Place {
  readonly id: 'inbox' | 'runs' | 'workflows' | 'schedules' | 'workers' | 'sessions' | 'settings';
  readonly label: string;
  readonly href: string;
  readonly icon: LucideIcon;
  /** Sequence that goes there. */
  readonly keys: string;
}

export const places: readonly Place[] = [
  { id: 'inbox', label: 'Inbox', href: '/inbox', icon: Inbox, keys: 'G I' },
  { id: 'runs', label: 'Runs', href: '/runs', icon: Activity, keys: 'G R' },
  { id: 'workflows', label: 'Workflows', href: '/workflows', icon: Workflow, keys: 'G W' },
  { id: 'schedules', label: 'Schedules', href: '/schedules', icon: CalendarClock, keys: 'G H' },
  { id: 'workers', label: 'Workers', href: '/workers', icon: Server, keys: 'G K' },
  { id: 'sessions', label: 'Sessions', href: '/sessions', icon: Layers, keys: 'G S' },
];

export const settingsPlace: Place = {
  id: 'settings',
  label: 'Settings',
  href: '/settings/appearance',
  icon: Settings,
  keys: 'G ,',
};

/** The place that a path belongs to. */
export function placeOf(pathname: string): Place['id'] | null {
  if (pathname.startsWith('/settings')) return 'settings';
  if (pathname.startsWith('/templates')) return 'workflows';
  return places.find(({ href }) => pathname === href || pathname.startsWith(`${href}/`))?.id ?? null;
}
