// A whole web process on a database of its own, for tests: the real HTTP server, called as browsers and services call it.
import { createTRPCClient, httpBatchLink, httpLink, splitLink, TRPCClientError } from '@trpc/client';
import { testDatabase } from '@baton/postgres/testing';
import { ensureBootstrap } from '../bootstrap.ts';
import type { ErrorData } from '../errors.ts';
import type { Role, Scope } from '../permissions.ts';
import type { AppRouter } from '../router.ts';
import { subscribeAt, type Subscription } from './subscription.ts';
import { startServer } from '../start-server.ts';

export const admin = { email: 'ada@example.com', password: 'correct horse battery' };
export const BOOTSTRAP_KEY = 'bootstrap-key-0123456789';

export type Client = ReturnType<typeof createTRPCClient<AppRouter>>;

export interface Studio {
  readonly url: string;
  readonly databaseUrl: string;
  /** Errors that were logged: a test that expects no failure of ours looks here. */
  readonly logged: Record<string, unknown>[];
  readonly asAdmin: Client;
  readonly asKey: Client;
  /** A new person with this role, signed in. */
  person(role: Role, groups?: readonly string[]): Promise<SignedIn>;
  key(scopes: readonly Scope[]): Promise<string>;
  signIn(email: string, password: string): Promise<string>;
  client(headers: Record<string, string>): Client;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Messages of a subscription, until `stop` is called. */
  subscribe(path: string, input: object, headers: Record<string, string>): Subscription;
  stop(): Promise<void>;
}

export interface SignedIn {
  readonly personId: string;
  readonly email: string;
  readonly cookie: string;
  readonly client: Client;
}

/** `ticks: false`: leaves the ticks of schedules to other processes. */
export async function startStudio({ ticks = true }: { readonly ticks?: boolean } = {}): Promise<Studio> {
  const database = await testDatabase();
  const databaseUrl = database.url;
  await ensureBootstrap({
    databaseUrl,
    adminEmail: admin.email,
    adminPassword: admin.password,
    apiKey: BOOTSTRAP_KEY,
  });
  const logged: Record<string, unknown>[] = [];
  const log = (entry: Record<string, unknown>): void => {
    if (entry['level'] === 'error') logged.push(entry);
  };
  const server = await startServer({ databaseUrl, port: 0, pages: false, throwAway: true, ticks, log });
  const { url } = server;
  const signIn = (email: string, password: string) => signInAt(url, email, password);
  const client = (headers: Record<string, string>) => clientOf(url, headers);
  const asAdmin = client(byCookie(url, await signIn(admin.email, admin.password)));
  let people = 0;
  return {
    url,
    databaseUrl,
    logged,
    asAdmin,
    asKey: client({ authorization: `Bearer ${BOOTSTRAP_KEY}` }),
    signIn,
    client,
    person: async (role, groups = []) => {
      people += 1;
      const email = `${role}-${people}@example.com`;
      const password = 'a long enough password';
      const made = await asAdmin.people.create.mutate({
        email,
        name: `${role} ${people}`,
        password,
        role,
        groups: [...groups],
      });
      const cookie = await signIn(email, password);
      return { personId: made.personId, email, cookie, client: client(byCookie(url, cookie)) };
    },
    key: async (scopes) =>
      (await asAdmin.apiKeys.create.mutate({ name: 'test', scopes: [...scopes] })).secret,
    fetch: (path, init) => fetch(url + path, init),
    subscribe: (path, input, headers) => subscribeAt(`${url}/api/trpc/${path}`, input, headers),
    stop: async () => {
      await server.close();
      await database.drop();
    },
  };
}

/** What our own pages send. */
export function byCookie(url: string, cookie: string): Record<string, string> {
  return { cookie, origin: url, 'x-baton-csrf': '1' };
}

/** `data.code` of a call that must be refused. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  return (await refusal(call)).code;
}

export async function refusal(call: Promise<unknown>): Promise<ErrorData & { readonly message: string }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TRPCClientError) return { ...(error.data as ErrorData), message: error.message };
    throw error;
  }
  throw new Error('The call was not refused');
}

function clientOf(url: string, headers: Record<string, string>): Client {
  const at = { url: `${url}/api/trpc`, headers };
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ context }) => context['batch'] === true,
        true: httpBatchLink(at),
        false: httpLink(at),
      }),
    ],
  });
}

async function signInAt(url: string, email: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (!answer.ok || cookie === undefined) throw new Error(`Sign-in answered ${answer.status}`);
  return cookie;
}
