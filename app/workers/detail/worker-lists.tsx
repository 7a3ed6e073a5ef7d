'use client';
// What a worker holds and runs at this moment, and who waits for it.
import Link from 'next/link';

import type { WorkerDetail } from '../../../server/views/admin.ts';
import { amountsOf, nameOfSession, sessionHref } from '../../sessions/links.ts';
import { WaitingList } from '../../sessions/waiting-list.tsx';
import { stateOf } from '../../sessions/words.ts';
import type { SessionRecord } from '../../lib/records.ts';
import { Card, CardHeader } from '../../ui/card.tsx';
import { StatusText } from '../../ui/status.tsx';
import { rowLink } from '../../ui/table.tsx';
import { DurationText, RelativeTime } from '../../ui/time.tsx';
import { words } from './words.ts';

interface DetailProps {
  readonly detail: WorkerDetail;
}

const row =
  'relative flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm last:border-b-0 hover:bg-hover/60';
const nothing = 'px-4 py-6 text-center text-sm text-text-3';

export function WorkerSessions({ detail: { worker, sessions } }: DetailProps) {
  if (worker.sessions === null && sessions.length === 0) return null;
  const isHeld = ({ state }: SessionRecord) => state === 'open' || state === 'suspended';
  const held = sessions.filter(isHeld);
  const past = sessions.filter((session) => !isHeld(session));
  return (
    <>
      <Card>
        <CardHeader title={words.held} />
        {held.length === 0 ? (
          <p className={nothing}>{words.heldNone}</p>
        ) : (
          <SessionList label={words.held} sessions={held} />
        )}
      </Card>
      {past.length > 0 && (
        <Card>
          <CardHeader title={words.past} />
          <SessionList label={words.past} sessions={past} />
        </Card>
      )}
    </>
  );
}

interface SessionListProps {
  readonly label: string;
  readonly sessions: readonly SessionRecord[];
}

function SessionList({ label, sessions }: SessionListProps) {
  return (
    <ul aria-label={label}>
      {sessions.map((session) => {
        const look = stateOf(session);
        return (
          <li key={session.sessionId} className={row}>
            <span className="min-w-0">
              <Link href={sessionHref(session.sessionId)} className={rowLink}>
                {nameOfSession(session)}
              </Link>
              {Object.keys(session.options.resources).length > 0 && (
                <span className="ml-3 text-xs text-text-3">{amountsOf(session.options.resources)}</span>
              )}
            </span>
            <span className="flex flex-wrap items-center gap-x-4 text-text-2">
              <StatusText glyph={look.glyph}>{look.word}</StatusText>
              {session.openedAtMs !== null && (
                <DurationText fromMs={session.openedAtMs} toMs={session.closedAtMs} />
              )}
              {session.closedAtMs === null && session.expiresAtMs !== null && (
                <span className="text-xs text-text-3">
                  ends <RelativeTime atMs={session.expiresAtMs} />
                </span>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

export function WorkerWaiting({ detail: { worker, waiting } }: DetailProps) {
  if (worker.sessions === null) return null;
  return (
    <Card>
      <CardHeader title={words.waiting} />
      {waiting.length === 0 ? (
        <p className={nothing}>{words.waitingNone}</p>
      ) : (
        <WaitingList label={words.waiting} sessions={waiting} />
      )}
    </Card>
  );
}

export function WorkerActivities({ detail: { activities } }: DetailProps) {
  return (
    <Card>
      <CardHeader title={words.running} />
      {activities.length === 0 ? (
        <p className={nothing}>{words.runningNone}</p>
      ) : (
        <ul aria-label={words.running}>
          {activities.map(({ runId, activityId, name, attempt, startedAtMs, sessionId }) => (
            <li key={`${runId} ${activityId}`} className={row}>
              <Link href={`/runs/${runId}`} className={rowLink}>
                {name}
              </Link>
              <span className="flex flex-wrap gap-x-4 text-xs text-text-3">
                {sessionId !== null && <span>in a session</span>}
                <span>attempt {attempt}</span>
                {startedAtMs !== null && <DurationText fromMs={startedAtMs} toMs={null} />}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
