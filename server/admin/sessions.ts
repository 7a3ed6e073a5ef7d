import type { SessionRecord } from '@baton/engine';
import type { Ctx } from '../context.ts';
import type { FailSessionInput, ListSessionsInput } from '../input/admin.ts';

export async function failSession(_ctx: Ctx, _input: FailSessionInput): Promise<SessionRecord> {
  throw new Error('failSession is being written');
}

export async function getSession(_ctx: Ctx, _input: string): Promise<SessionRecord> {
  throw new Error('getSession is being written');
}

export async function listSessions(_ctx: Ctx, _input: ListSessionsInput): Promise<readonly SessionRecord[]> {
  throw new Error('listSessions is being written');
}
