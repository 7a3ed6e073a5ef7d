// A query that each workflow answers: which sessions its run has open. For people and tools; nobody has to write it.
import type { Json } from '@baton/core';
import type { Run } from '../run/run.ts';
import type { SessionInfo } from '../run/session-info.ts';
import { openSessions } from './session.ts';

/** `run.query<SessionInfo[]>(SESSIONS_QUERY)` answers the sessions that are open, or suspended, in the order of their creation. */
export const SESSIONS_QUERY = 'baton.sessions';

/** Its own, and those that were given to it. When the run is over there are none. */
export function answerOpenSessions(run: Run): Json {
  const infos: readonly SessionInfo[] = run.finished ? [] : openSessions(run);
  return infos.map((info) => ({ ...info }));
}
