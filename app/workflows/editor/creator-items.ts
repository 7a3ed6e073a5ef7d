// What the palette offers, ranked: what fits here, then what matches what was typed. Pure.
import type { NodeKind } from '@baton/core';
import { kindOrder, kinds } from '../../canvas/kinds.tsx';
import { firstNames } from '../../canvas/model/new-node.ts';
import type { ActivityType } from '../../../server/views/designs.ts';

export interface CreatorItem {
  readonly id: string;
  readonly kind: NodeKind;
  readonly title: string;
  readonly about: string;
  readonly group: string;
  /** Set for an activity that workers offer. */
  readonly activity: string | null;
  readonly score: number;
}

export interface CreatorScope {
  readonly activities: readonly ActivityType[];
  readonly hasStart: boolean;
  /** Sessions hold activities, not sessions or ends. */
  readonly isInSession: boolean;
  readonly needsInput: boolean;
}

export function creatorItems(scope: CreatorScope, typed: string): readonly CreatorItem[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const offered = [...activityItems(scope.activities), ...kindItems(scope)];
  const scored = offered
    .map((item) => ({ ...item, score: scoreOf(item, words) }))
    .filter((item) => item.score > 0);
  return words.length === 0 ? scored : scored.sort((a, b) => b.score - a.score);
}

function kindItems({ hasStart, isInSession, needsInput }: CreatorScope): readonly CreatorItem[] {
  const fits = (kind: NodeKind) => {
    if (kind === 'start') return !hasStart && !needsInput && !isInSession;
    return !isInSession || (kind !== 'session' && kind !== 'end');
  };
  return kindOrder.filter(fits).map((kind) => ({
    id: kind,
    kind,
    title: firstNames[kind],
    about: kinds[kind].about,
    group: kinds[kind].group,
    activity: null,
    score: 0,
  }));
}

function activityItems(activities: readonly ActivityType[]): readonly CreatorItem[] {
  return activities.map((type) => ({
    id: `activity ${type.name}`,
    kind: 'activity',
    title: type.name,
    about:
      type.description ??
      (type.workers === 0 ? 'No worker offers it now' : `Runs on ${type.taskQueues.join(', ')}`),
    group: 'Your activities',
    activity: type.name,
    score: 0,
  }));
}

/** 0: doesn't fit. The start of a name beats the start of a word, that the inside of one, that the description. */
function scoreOf(item: CreatorItem, words: readonly string[]): number {
  if (words.length === 0) return 1;
  const title = item.title.toLowerCase();
  const rest =
    `${kinds[item.kind].word} ${item.activity === null ? kinds[item.kind].alias : ''} ${item.about}`.toLowerCase();
  const scores = words.map((word) => {
    if (title.startsWith(word)) return 8;
    if (new RegExp(`\\b${escape(word)}`).test(title)) return 6;
    if (title.includes(word)) return 4;
    if (new RegExp(`\\b${escape(word)}`).test(rest)) return 3;
    return rest.includes(word) ? 1 : 0;
  });
  return scores.some((score) => score === 0) ? 0 : scores.reduce<number>((sum, score) => sum + score, 0);
}

function escape(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** `chargeCard` → `Charge card`. */
export function titleOfActivity(name: string): string {
  const words = name
    .replace(/[_.:-]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
