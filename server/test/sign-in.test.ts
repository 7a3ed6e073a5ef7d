import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testDatabase } from '@baton/postgres/testing';
import { ensureBootstrap } from '../bootstrap.ts';
import { startServer } from '../start-server.ts';
import { admin, BOOTSTRAP_KEY, byCookie, codeOf, startStudio, type Studio } from './studio.ts';

let studio: Studio;
beforeAll(async () => {
  studio = await startStudio();
});
afterAll(() => studio.stop());

function trySignIn(email: string, password: string, origin = studio.url): Promise<Response> {
  return studio.fetch('/api/auth/sign-in/email', {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ email, password }),
  });
}
const meWith = (cookie: string) => studio.fetch('/api/trpc/me.get', { headers: { cookie } });

describe('signing in', () => {
  test('sets a cookie that no script can read, and tells its value nowhere else', async () => {
    const answer = await trySignIn(admin.email.toUpperCase(), admin.password);
    const cookie = answer.headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/^baton=[^;]+;.*HttpOnly;.*SameSite=Lax/);
    expect(await answer.json()).toEqual({ ok: true });
  });

  test('a wrong password and an unknown person are told alike', async () => {
    const wrong = await trySignIn(admin.email, 'not the password');
    const unknown = await trySignIn('nobody@example.com', 'not the password');
    expect([wrong.status, await wrong.text()]).toEqual([unknown.status, await unknown.text()]);
    expect(wrong.status).toBe(401);
  });

  test('from another site it is refused', async () => {
    expect((await trySignIn(admin.email, admin.password, 'https://evil.example')).status).toBe(403);
  });

  test('a tampered cookie, and one of another deployment, is nobody', async () => {
    const cookie = await studio.signIn(admin.email, admin.password);
    expect((await meWith(cookie)).status).toBe(200);
    const other = cookie.replace(/=(.)/, (_, first) => (first === 'X' ? '=Y' : '=X'));
    for (const forged of [cookie.slice(0, -3), other, 'baton=x', 'baton=']) {
      expect((await meWith(forged)).status).toBe(401);
    }
  });

  test('after signing out the old cookie is worth nothing', async () => {
    const cookie = await studio.signIn(admin.email, admin.password);
    const headers = { ...byCookie(studio.url, cookie), 'content-type': 'application/json' };
    const out = await studio.fetch('/api/auth/sign-out', { method: 'POST', headers, body: '{}' });
    expect(out.status).toBe(200);
    expect((await meWith(cookie)).status).toBe(401);
  });

  test('who is disabled is out at once, and can’t come in again', async () => {
    const person = await studio.person('builder');
    await studio.asAdmin.people.disable.mutate({ personId: person.personId });
    expect(await codeOf(person.client.me.get.query())).toBe('UNAUTHENTICATED');
    expect((await trySignIn(person.email, 'a long enough password')).status).toBe(401);
  });

  test('a new role counts at once', async () => {
    const person = await studio.person('viewer');
    expect(await codeOf(person.client.designs.create.mutate({ name: 'x' }))).toBe('FORBIDDEN');
    await studio.asAdmin.people.setRole.mutate({ personId: person.personId, role: 'builder' });
    expect((await person.client.designs.create.mutate({ name: 'x' })).name).toBe('x');
  });

  test('the last administrator stays one', async () => {
    const me = await studio.asAdmin.me.get.query();
    const demote = { personId: me.id, role: 'viewer' as const };
    expect(await codeOf(studio.asAdmin.people.setRole.mutate(demote))).toBe('LAST_ADMIN');
    expect(await codeOf(studio.asAdmin.people.disable.mutate({ personId: me.id }))).toBe('LAST_ADMIN');
  });

  test('a second person with the same address is refused', async () => {
    const again = {
      email: 'ADA@example.com',
      name: 'Ada',
      password: 'a long enough password',
      role: 'admin' as const,
    };
    expect(await codeOf(studio.asAdmin.people.create.mutate(again))).toBe('ALREADY_EXISTS');
  });

  test('an invitation works once', async () => {
    const invited = { email: 'new@example.com', name: 'New', role: 'approver' as const, groups: ['release'] };
    const { path } = await studio.asAdmin.people.invite.mutate(invited);
    const token = new URL(path, studio.url).searchParams.get('token') ?? '';
    const anonymous = studio.client({});
    const password = 'my very own password';
    expect(await anonymous.people.acceptInvite.mutate({ token, password })).toEqual({ email: invited.email });
    expect(await codeOf(anonymous.people.acceptInvite.mutate({ token, password }))).toBe('NOT_FOUND');
    const cookie = await studio.signIn(invited.email, password);
    const me = await studio.client({ cookie }).me.get.query();
    expect(me).toMatchObject({ role: 'approver', groups: ['release'] });
  });
});

describe('API keys', () => {
  test('do what their scopes say, until they are revoked', async () => {
    const { key, secret } = await studio.asAdmin.apiKeys.create.mutate({ name: 'ci', scopes: ['runs:read'] });
    const client = studio.client({ authorization: `Bearer ${secret}` });
    expect((await client.runs.list.query({})).items).toEqual([]);
    expect(await codeOf(client.runs.start.mutate({ workflow: 'x' }))).toBe('FORBIDDEN');
    const listed = await studio.asAdmin.apiKeys.list.query();
    expect(JSON.stringify(listed)).not.toContain(secret);
    await studio.asAdmin.apiKeys.revoke.mutate({ keyId: key.keyId });
    expect(await codeOf(client.runs.list.query({}))).toBe('INVALID_API_KEY');
  });

  test('expire', async () => {
    const { secret } = await studio.asAdmin.apiKeys.create.mutate({
      name: 'short',
      scopes: ['runs:read'],
      expiresAtMs: Date.now() - 1_000,
    });
    const client = studio.client({ authorization: `Bearer ${secret}` });
    expect(await codeOf(client.runs.list.query({}))).toBe('INVALID_API_KEY');
  });

  test('that are revoked by another process end within a second', async () => {
    const other = await startServer({
      databaseUrl: studio.databaseUrl,
      port: 0,
      pages: false,
      throwAway: true,
    });
    const { key, secret } = await studio.asAdmin.apiKeys.create.mutate({
      name: 'two',
      scopes: ['runs:read'],
    });
    const status = async (): Promise<number> =>
      (await fetch(`${other.url}/api/trpc/me.get`, { headers: { authorization: `Bearer ${secret}` } }))
        .status;
    expect(await status()).toBe(200);
    await studio.asAdmin.apiKeys.revoke.mutate({ keyId: key.keyId });
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect(await status()).toBe(401);
    await other.close();
  });

  test('a request with a wrong key is refused, also if a cookie would do', async () => {
    const cookie = await studio.signIn(admin.email, admin.password);
    for (const authorization of [
      'Bearer',
      'Bearer x',
      `Bearer ${BOOTSTRAP_KEY}x`,
      `Basic ${BOOTSTRAP_KEY}`,
    ]) {
      const answer = await studio.fetch('/api/trpc/me.get', { headers: { cookie, authorization } });
      expect(answer.status).toBe(401);
    }
  });

  test('many calls at once with a good key are no guesses', async () => {
    const authorization = `Bearer ${await studio.key(['runs:read'])}`;
    const call = () => studio.fetch('/api/trpc/me.get', { headers: { authorization } });
    const statuses = await Promise.all(Array.from({ length: 60 }, async () => (await call()).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  test('guessing them is slowed down', async () => {
    const guess = () =>
      studio.fetch('/api/trpc/me.get', { headers: { authorization: 'Bearer a-guess-that-is-wrong' } });
    const statuses = await Promise.all(Array.from({ length: 60 }, async () => (await guess()).status));
    expect(statuses).toContain(429);
    expect(statuses.filter((status) => status === 200)).toEqual([]);
  });
});

test('guessing passwords is slowed down, for the account wherever the guesses come from', async () => {
  const guess = () => trySignIn('victim@example.com', 'a guess that is wrong');
  const answers = [];
  for (let i = 0; i < 14; i++) answers.push(await guess());
  expect(answers.at(-1)?.status).toBe(429);
  expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
});

test('nothing of this was a failure of ours', () => {
  expect(studio.logged).toEqual([]);
});

describe('a fresh deployment', () => {
  test('has a link that makes the first administrator, once', async () => {
    const database = await testDatabase();
    const databaseUrl = database.url;
    const { setupPath } = await ensureBootstrap({ databaseUrl });
    const server = await startServer({ databaseUrl, port: 0, pages: false, throwAway: true });
    const token = new URL(setupPath ?? '', server.url).searchParams.get('token') ?? '';
    const create = (with_: string) =>
      fetch(`${server.url}/api/trpc/setup.createFirstAdmin`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          token: with_,
          email: 'first@example.com',
          name: 'First',
          password: 'a long password',
        }),
      });
    const status = async (): Promise<unknown> => (await fetch(`${server.url}/api/trpc/setup.status`)).json();
    expect(await status()).toEqual({ result: { data: { needed: true } } });
    expect((await create('x'.repeat(43))).status).toBe(404);
    const both = await Promise.all([create(token), create(token)]);
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 404]);
    expect((await create(token)).status).toBe(404);
    expect(await status()).toEqual({ result: { data: { needed: false } } });
    expect(await ensureBootstrap({ databaseUrl })).toEqual({ setupPath: null });
    await server.close();
    await database.drop();
  });

  test('refuses a password or a key that is too short to be one', async () => {
    const database = await testDatabase();
    const databaseUrl = database.url;
    const short = { databaseUrl, adminEmail: 'a@example.com', adminPassword: 'short' };
    await expect(ensureBootstrap(short)).rejects.toThrow('BATON_ADMIN_PASSWORD');
    await expect(ensureBootstrap({ databaseUrl, apiKey: 'short' })).rejects.toThrow(
      'BATON_BOOTSTRAP_API_KEY',
    );
    await database.drop();
  });
});
