// Sign-in by better-auth: passwords, logins and their cookies. Who may do what is ours (permissions.ts).
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError } from 'better-auth/api';
import { hashPassword } from 'better-auth/crypto';
import { recordAudit } from '../audit.ts';
import type { PrismaClient } from '../../prisma/generated/client.ts';

export interface AuthOptions {
  readonly prisma: PrismaClient;
  /** Signs the login cookie. At least 32 characters. */
  readonly secret: string;
  /** Where people open the studio, e.g. `https://baton.example.com`. */
  readonly publicUrl: string;
}

/** What better-auth serves to browsers; every other path of its is 404, so that no feature is open that we don't know of. */
export const AUTH_PATHS: readonly string[] = ['/sign-in/email', '/sign-out', '/change-password'];

/** The shortest password that is accepted (NIST 800-63B asks for 8; there is no second factor yet). */
export const MIN_PASSWORD_LENGTH = 10;

export type Auth = ReturnType<typeof createAuth>;

const HOUR_S = 3_600;

export function createAuth({ prisma, secret, publicUrl }: AuthOptions) {
  const https = publicUrl.startsWith('https:');
  return betterAuth({
    database: prismaAdapter(prisma, { provider: 'postgresql' }),
    secret,
    baseURL: publicUrl,
    basePath: '/api/auth',
    trustedOrigins: [publicUrl],
    telemetry: { enabled: false },
    logger: { level: 'error' },
    // Its own answer would be the same 500 for a database that is away as for a mistake of ours.
    onAPIError: { throw: true },
    // Ours counts failures by address and by account, see rate-limits.ts.
    rateLimit: { enabled: false },
    // People come by the first-administrator link, an invitation or an administrator: never by signing up.
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: 200,
    },
    user: {
      modelName: 'person',
      additionalFields: {
        role: { type: 'string', input: false },
        disabled: { type: 'boolean', input: false },
        groups: { type: 'string[]', input: false },
      },
    },
    session: {
      modelName: 'login',
      expiresIn: 7 * 24 * HOUR_S,
      updateAge: HOUR_S,
      // No cookie cache: it would keep a revoked login alive. `Callers` remembers a login for one second instead.
      cookieCache: { enabled: false },
    },
    advanced: {
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: https ? '__Host-baton' : 'baton',
          attributes: { path: '/', httpOnly: true, sameSite: 'lax', secure: https },
        },
      },
    },
    databaseHooks: { session: { create: loginHooks(prisma) } },
  });
}

function loginHooks(prisma: PrismaClient) {
  return {
    before: async (login: { readonly userId: string }) => {
      const person = await prisma.person.findUnique({ where: { id: login.userId } });
      // The same words as for a wrong password: who has left is nobody's business.
      if (person?.disabled !== false) {
        throw new APIError('UNAUTHORIZED', {
          code: 'INVALID_EMAIL_OR_PASSWORD',
          message: 'Invalid email or password',
        });
      }
    },
    after: async (login: { readonly userId: string }) => {
      await recordAudit(prisma, {
        actor: `person:${login.userId}`,
        action: 'login.create',
        object: { kind: 'person', id: login.userId },
      });
    },
  };
}

/** The rows of a new person who signs in by password. */
export async function newPersonRows(person: {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
}) {
  const now = new Date();
  return {
    id: person.id,
    email: person.email.toLowerCase(),
    name: person.name,
    accounts: {
      create: {
        id: person.id,
        accountId: person.id,
        providerId: 'credential',
        password: await hashPassword(person.password),
        updatedAt: now,
      },
    },
  };
}
