// Which gate a request passes through. Bodies are counted before they are read, calls when they are ready to begin: whoever sends slowly takes
// nobody's place.
import type { IncomingMessage } from 'node:http';
import type { Caller } from '../context.ts';
import type { Action } from '../permissions.ts';
import type { Exchange } from './exchange.ts';
import { Gate } from './gate.ts';
import { BODY_LIMIT_BYTES } from './json-request.ts';
import { REST_PREFIX, restRoutes } from './rest-routes.ts';

export const TRPC_PREFIX = '/api/trpc/';

export interface Gates {
  readonly bodies: Gate;
  /** Nobody who is known waits for those who are not. */
  readonly anonymousBodies: Gate;
  /** Calls that end as soon as the database has answered. */
  readonly calls: Gate;
  /** Calls that wait for something to happen, and streams: many of them cost little. */
  readonly waits: Gate;
}

const MIB = 1_048_576;

export interface Load {
  /** At most; default 256. Transactions of the same moment are written together, so more than there are connections is worth it. */
  readonly atOnce: number;
  /** Default 2,000. */
  readonly waiting: number;
  /** Default 500. */
  readonly waitMs: number;
}

export function makeGates({ atOnce = 256, waiting = 2_000, waitMs = 500 }: Partial<Load> = {}): Gates {
  const bounds = { waiting, waitMs };
  return {
    bodies: new Gate({ atOnce: 10_000, bytesAtOnce: 64 * MIB, ...bounds }),
    anonymousBodies: new Gate({ atOnce: 1_000, bytesAtOnce: 8 * MIB, ...bounds }),
    calls: new Gate({ ...{ atOnce, atLeast: 32, slowMs: 400 }, bytesAtOnce: Infinity, ...bounds }),
    waits: new Gate({ atOnce: 20_000, bytesAtOnce: Infinity, waiting: 0, waitMs: 0 }),
  };
}

/** They answer when a run, a worker or a person has done something. */
const waits: ReadonlySet<string> = new Set<Action>([
  'runs.result',
  'runs.query',
  'runs.update',
  'remote.wait',
]);
/** What keeps a worker alive is never refused: its sessions would fail, and all that they did would be done again. */
const vital: ReadonlySet<string> = new Set<Action>(['remote.heartbeat']);

/** Of what has another gate, or none. */
const otherPaths = new RegExp(
  `^(?:${restRoutes
    .filter(({ procedure }) => waits.has(procedure) || vital.has(procedure))
    .map(({ path }) => path.replaceAll(/\{\w+\}/g, '[^/]+'))
    .join('|')}|/openapi\\.json)$`,
);

/**
 * Whether a call is to be refused before anything of it but its address is looked at: the gate would refuse it, and so much was done for it in vain.
 * Whatever may have another gate is let through to it.
 */
export function isRefusedUnheard({ calls }: Gates, target: string): boolean {
  return calls.isFull && needsPlace(target);
}

function needsPlace(target: string): boolean {
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  // An encoded name may be any.
  if (path.includes('%')) return false;
  if (path.startsWith(REST_PREFIX)) return !otherPaths.test(path.slice(REST_PREFIX.length - 1));
  if (!path.startsWith(TRPC_PREFIX)) return false;
  const procedures = path.slice(TRPC_PREFIX.length).split(',');
  return !procedures.every((name) => vital.has(name)) && !procedures.some((name) => waits.has(name));
}

export function wantsStream({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes('text/event-stream') === true;
}

/** Before the body is read; its bytes count until the answer is sent. @throws {ApiError} OVERLOADED */
export async function enterWithBody(gates: Gates, exchange: Exchange, caller: Caller): Promise<void> {
  const { method, headers } = exchange.req;
  if (method === 'GET' || method === 'HEAD') return;
  const gate = caller.kind === 'anonymous' ? gates.anonymousBodies : gates.bodies;
  // One that doesn't say has as many as it may.
  const bytes = Number(headers['content-length'] ?? BODY_LIMIT_BYTES);
  await enter(gate, exchange, bytes);
}

/** Before the procedures begin; the place is held until the answer is sent. @throws {ApiError} OVERLOADED */
export async function enterWithCall(
  gates: Gates,
  exchange: Exchange,
  procedures: readonly string[],
): Promise<void> {
  if (procedures.every((name) => vital.has(name))) return;
  const waiting = wantsStream(exchange.req) || procedures.some((name) => waits.has(name));
  await enter(waiting ? gates.waits : gates.calls, exchange, 0);
}

async function enter(gate: Gate, { ending }: Exchange, bytes: number): Promise<void> {
  ending.after(await gate.enter(bytes, ending.gone));
}
