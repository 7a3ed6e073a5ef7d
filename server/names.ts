// Who `person:<id>`, `key:<id>` and `schedule:<id>` are, for people.
import type { PrismaClient } from '../prisma/generated/client.ts';

/** Names by actor. Whoever is not found keeps the id as name. */
export type Names = (actor: string | null) => string | null;

/** One look-up for a whole page. */
export async function namesOf(prisma: PrismaClient, actors: readonly (string | null)[]): Promise<Names> {
  const people = idsOf(actors, 'person:');
  const keys = idsOf(actors, 'key:');
  const schedules = idsOf(actors, 'schedule:');
  const [persons, apiKeys, scheduled] = await Promise.all([
    people.length === 0 ? [] : prisma.person.findMany({ where: { id: { in: people } }, select: naming }),
    keys.length === 0 ? [] : prisma.apiKey.findMany({ where: { id: { in: keys } }, select: naming }),
    schedules.length === 0
      ? []
      : prisma.schedule.findMany({ where: { id: { in: schedules } }, select: naming }),
  ]);
  const names = new Map<string, string>([
    ...persons.map(({ id, name }) => [`person:${id}`, name] as const),
    ...apiKeys.map(({ id, name }) => [`key:${id}`, `API key ${name}`] as const),
    ...scheduled.map(({ id, name }) => [`schedule:${id}`, `Schedule ${name}`] as const),
  ]);
  return (actor) => (actor === null ? null : (names.get(actor) ?? fallback(actor)));
}

const naming = { id: true, name: true } as const;

function idsOf(actors: readonly (string | null)[], prefix: 'person:' | 'key:' | 'schedule:'): string[] {
  const found = actors.flatMap((actor) => (actor?.startsWith(prefix) ? [actor.slice(prefix.length)] : []));
  return [...new Set(found)];
}

function fallback(actor: string): string {
  if (actor === 'system') return 'Baton';
  // It has been deleted; its runs are still there.
  if (actor.startsWith('schedule:')) return `Schedule ${actor.slice('schedule:'.length)}`;
  return actor === 'workflow' ? 'The workflow' : actor;
}
