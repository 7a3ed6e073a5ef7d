// What somebody should do something about: nobody can go on with the run, or its history grows too long.
import { LONG_HISTORY_EVENTS, MAX_HISTORY_EVENTS, type Failure } from '@baton/core';

export interface Notice {
  readonly tone: 'failed' | 'waiting';
  readonly title: string;
  readonly text: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}

export interface Noticed {
  readonly isOpen: boolean;
  readonly blocked: Failure | null;
  /** Events so far. */
  readonly events: number;
}

export function noticesOf({ isOpen, blocked, events }: Noticed): readonly Notice[] {
  if (!isOpen) return [];
  return [
    // A poisonous activity has an alert of its own, with what to do about it.
    ...(blocked === null || blocked.code === 'POISON' ? [] : [blockedNotice(blocked)]),
    ...(events < LONG_HISTORY_EVENTS ? [] : [longNotice(events)]),
  ];
}

const GOES_ON = 'Nothing is lost. The run goes on by itself as soon as a worker with fitting code takes it.';

function blockedNotice(blocked: Failure): Notice {
  const { seq, recorded, replayed, callSite } = blocked.fields ?? {};
  if (blocked.code !== 'NONDETERMINISM')
    return {
      tone: 'failed',
      title: 'This run is blocked',
      text: `${blocked.message}. ${GOES_ON}`,
      facts: [],
    };
  return {
    tone: 'failed',
    title: 'This run is blocked: the code of its worker does something else than its history says',
    text: GOES_ON,
    facts: [
      { label: 'Event', value: words(seq) },
      { label: 'Recorded', value: words(recorded) },
      { label: 'Asked for', value: words(replayed) },
      ...(typeof callSite === 'string' ? [{ label: 'At', value: callSite }] : []),
    ],
  };
}

function longNotice(events: number): Notice {
  return {
    tone: 'waiting',
    title: `The history is long: ${count(events)} events`,
    text: `At ${count(MAX_HISTORY_EVENTS)} the run fails. Let its workflow call continueAsNew() when runInfo().continueAsNewSuggested is true.`,
    facts: [],
  };
}

function count(events: number): string {
  return events.toLocaleString('en');
}

function words(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'nothing';
}
