// Whether an error says that the database is away, or had no time: the same may be asked again. The storage says so itself; pg, Prisma and the
// sign-in library each have their own words for it.
import { isConnectionLost, isTransient, StorageUnavailableError } from '@baton/postgres';
import { Prisma } from '../prisma/generated/client.ts';

/** Also of what wraps such an error. */
export function isUnavailable(thrown: unknown): boolean {
  for (
    let error = thrown, depth = 0;
    error instanceof Error && depth < MAX_DEPTH;
    error = error.cause, depth++
  ) {
    if (error instanceof StorageUnavailableError || saysPg(error) || saysPrisma(error)) return true;
  }
  return false;
}

const MAX_DEPTH = 5;

/** The connection broke, the statement was given up, or this process is about to end. */
function saysPg(error: Error): boolean {
  return isConnectionLost(error) || isTransient(error) || error.message === POOL_ENDED;
}

const POOL_ENDED = 'Cannot use a pool after calling end on the pool';

/** What Prisma has a code for, and what it only hands on: of a connection that breaks under a statement it knows nothing but the server's own code. */
function saysPrisma(error: Error): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return unavailableCodes.has(error.code) || saysServer(error.meta?.['driverAdapterError']);
}

/**
 * Can't reach, timed out, closed, no connection free; a transaction that could not begin or took too long, was in another's way; too many
 * connections.
 */
const unavailableCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034', 'P2037']);

function saysServer(driverError: unknown): boolean {
  const cause: unknown = driverError instanceof Error ? driverError.cause : null;
  if (typeof cause !== 'object' || cause === null || !('originalCode' in cause)) return false;
  const { originalCode: code } = cause;
  const message = 'originalMessage' in cause ? String(cause.originalMessage) : '';
  return saysPg(Object.assign(new Error(message), { code }));
}
