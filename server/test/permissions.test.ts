import type { AnyTRPCProcedure } from '@trpc/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Action, type Permission, permissions, roles, type Scope, scopes } from '../permissions.ts';
import { appRouter } from '../router.ts';
import { byCookie, startStudio, type SignedIn, type Studio } from './studio.ts';

const actions = Object.keys(permissions) as Action[];
/** By full name; tRPC's type says nested, the object is flat. */
const flat = appRouter._def.procedures as unknown as Readonly<Record<Action, AnyTRPCProcedure>>;
const procedures = Object.keys(flat) as Action[];

describe('the matrix', () => {
  test('every procedure has a row, and every row a procedure', () => {
    expect([...procedures].sort()).toEqual([...actions].sort());
  });

  test('every procedure asks for the permission of its own name', () => {
    for (const name of procedures) {
      expect(flat[name].meta).toEqual({ action: name });
    }
  });

  test('no API key manages people, keys or decides tasks', () => {
    const never = actions.filter((action) => /^(people|apiKeys|audit|setup)\./.test(action));
    const deciding: Action[] = ['humanTasks.decide', 'humanTasks.fail', 'humanTasks.claim'];
    for (const action of [...never, ...deciding]) expect(permissions[action].scope).toBeNull();
  });
});

describe('every procedure over HTTP', () => {
  let studio: Studio;
  const people = new Map<string, SignedIn>();
  const keys = new Map<Scope, string>();

  beforeAll(async () => {
    studio = await startStudio();
    for (const role of roles) people.set(role, await studio.person(role));
    for (const scope of scopes) keys.set(scope, await studio.key([scope]));
  });
  afterAll(() => studio.stop());

  /** Calls with an input that no procedure takes: 400 says that the caller was let in. */
  async function statusOf(action: Action, headers: Record<string, string>): Promise<number> {
    const { type } = flat[action]._def;
    const input = encodeURIComponent(JSON.stringify(WRONG));
    const answer =
      type === 'mutation'
        ? await studio.fetch(`/api/trpc/${action}`, {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify(WRONG),
          })
        : await studio.fetch(`/api/trpc/${action}?input=${input}`, { headers });
    if (type !== 'subscription') await answer.body?.cancel();
    return type === 'subscription' ? statusInStream(answer) : answer.status;
  }
  /** A stream says what it refuses in its first event. */
  async function statusInStream(answer: Response): Promise<number> {
    const found = /"httpStatus":(\d+)/.exec(await answer.text())?.[1];
    return Number(found ?? answer.status);
  }
  const WRONG = { nobodyTakesThis: true };
  const isRefused = (status: number): boolean => status === 401 || status === 403;

  test.each(actions)('%s lets in the roles and scopes of its row, and nobody else', async (action) => {
    const row: Permission = permissions[action];
    for (const [role, { cookie }] of people) {
      const status = await statusOf(action, byCookie(studio.url, cookie));
      const allowed = row.roles === 'public' || row.roles.some((one) => one === role);
      expect([role, isRefused(status)]).toEqual([role, !allowed]);
      expect([role, status]).not.toEqual([role, 500]);
    }
    for (const [scope, key] of keys) {
      const status = await statusOf(action, { authorization: `Bearer ${key}` });
      const allowed = row.roles === 'public' || row.scope === scope;
      expect([scope, isRefused(status)]).toEqual([scope, !allowed]);
    }
    if (row.roles !== 'public') expect(await statusOf(action, {})).toBe(401);
  });

  test('nothing of ours failed on the way', () => {
    expect(studio.logged).toEqual([]);
  });
});
