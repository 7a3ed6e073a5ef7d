// Sessions that other runs know of: handed over to the next run of a chain, or given to a child.
import type { GivenSession, Json, SessionId, SessionState } from '@baton/core';
import type { InboxBody } from '../storage.ts';
import type { Deciding } from './deciding.ts';
import { plus, type Draft } from './draft.ts';

/** What the next run has to know: its own sessions are this one's, and what was given to this one is given to it. */
export function handedOver(
  deciding: Deciding,
  input: Json,
): { readonly sessions: readonly SessionId[]; readonly given: readonly GivenSession[] } {
  const open = openSessions(deciding);
  const { guests } = deciding.memory;
  return {
    sessions: open.filter(({ isOwn }) => isOwn).map(({ sessionId }) => sessionId),
    given: [
      ...open.flatMap(asGiven).map((session) => {
        const invited = guests.get(session.sessionId) ?? [];
        return invited.length === 0 ? session : { ...session, guests: invited.map(({ runId }) => runId) };
      }),
      ...endedIn(deciding, input),
    ],
  };
}

/** What another run has to know of these sessions. */
export function givenTo(
  { state }: Deciding,
  sessions: readonly SessionId[] = [],
): { readonly given?: readonly GivenSession[] } {
  const given = sessions.flatMap((id) => asGiven(state.sessions.get(id)));
  return given.length === 0 ? {} : { given };
}

export function openSessions({ state }: Pick<Deciding, 'state'>): readonly SessionState[] {
  return [...state.sessions.values()].filter(isOpen);
}

function isOpen({ status }: Pick<SessionState, 'status'>): boolean {
  return status === 'open' || status === 'suspended';
}

/** Those that have ended and that the input tells the next run of: entering one is to fail as it would fail here. */
function endedIn({ state }: Deciding, input: Json): readonly GivenSession[] {
  const ended = [...state.sessions.values()].filter((session) => !isOpen(session));
  if (ended.length === 0) return [];
  const text = JSON.stringify(input);
  return ended.filter(({ sessionId }) => text.includes(JSON.stringify(sessionId))).flatMap(asGiven);
}

function asGiven(session: SessionState | undefined): readonly GivenSession[] {
  if (session === undefined) return [];
  const { sessionId, status, options, workerId, workerKey, hostName, epoch, expiresAtMs } = session;
  if (status === 'requested' || status === 'creationFailed') return [];
  if (workerId === null || workerKey === null || hostName === null) return [];
  const reason = session.reason as GivenSession['reason'];
  const place = { workerId, workerKey, hostName, epoch, isDraining: session.isDraining };
  return [{ sessionId, status, options, ...place, expiresAtMs, reason }];
}

// ---- news of them -------------------------------------------------------------------------------------------------------

type News = Extract<
  InboxBody,
  {
    readonly kind:
      'sessionFailed' | 'sessionEnded' | 'sessionDraining' | 'sessionSuspended' | 'sessionReestablished';
  }
>;

type About = Pick<Deciding, 'state' | 'memory'> & { readonly draft: Draft };

/** Runs that a session was given to hear what becomes of it: each news once. */
export function tellGuests({ draft, memory, state }: About, body: News): void {
  const { sessionId } = body;
  const dedupKey = `session/${sessionId}/${nameOf(body, state.sessions.get(sessionId)?.epoch ?? 0)}`;
  for (const to of memory.guests.get(sessionId) ?? [])
    draft.outbox = plus(draft.outbox, { kind: 'message', workflowId: null, to, body, dedupKey });
}

/** Tells the same news from other news of the session. */
function nameOf(body: News, epoch: number): string {
  switch (body.kind) {
    case 'sessionFailed':
      return 'failed';
    case 'sessionEnded':
      return 'ended';
    case 'sessionDraining':
      return `draining/${epoch}`;
    case 'sessionSuspended':
      return `suspended/${body.epoch}`;
    case 'sessionReestablished':
      return `open/${body.epoch}`;
  }
}

/**
 * News of sessions that are being handed over, which this run will not see any more: the next run begins with it. Nobody would tell it again.
 * The guests hear of it by this transition.
 */
export function passNewsOn(about: About, bodies: readonly InboxBody[]): void {
  for (const body of bodies) if (isNews(body)) passOn(about, body);
}

function passOn(about: About, body: News): void {
  const { close } = about.draft;
  if (!close?.next) return;
  const { ref, event } = close.next;
  const { given = [], sessions = [] } = event;
  const before = given.find(({ sessionId }) => sessionId === body.sessionId);
  const after = before === undefined ? null : changedBy(body, before);
  if (after === null) return;
  const changed = {
    ...event,
    given: given.map((session) => (session === before ? after : session)),
    sessions: isOpen(after) ? sessions : sessions.filter((id) => id !== after.sessionId),
  };
  about.draft.close = { ...close, next: { ref, event: changed } };
  tellGuests(about, body);
}

const kinds: ReadonlySet<InboxBody['kind']> = new Set<News['kind']>([
  'sessionFailed',
  'sessionEnded',
  'sessionDraining',
  'sessionSuspended',
  'sessionReestablished',
]);

function isNews(body: InboxBody): body is News {
  return kinds.has(body.kind);
}

/** `null`: it means nothing to a session in that state. */
function changedBy(body: News, session: GivenSession): GivenSession | null {
  const { guests: _, ...alone } = session;
  if (!isOpen(session)) return null;
  switch (body.kind) {
    case 'sessionFailed':
      return { ...alone, status: 'failed', reason: body.reason };
    case 'sessionEnded':
      return { ...alone, status: 'closed' };
    case 'sessionDraining':
      return { ...session, isDraining: true };
    case 'sessionSuspended':
      return { ...session, status: 'suspended', epoch: body.epoch };
    case 'sessionReestablished': {
      const { workerId, hostName, epoch } = body;
      return { ...session, status: 'open', workerId, hostName, epoch, isDraining: false };
    }
  }
}
