// What can go wrong between us and the server, sorted by what may be done about it.

/**
 * The database could not be reached, or could not answer in time. The call may be repeated later; for a write whose answer was lost it is
 * not known whether it took effect, so repeat it only where it is idempotent.
 */
export class StorageUnavailableError extends Error {
  readonly code = 'STORAGE_UNAVAILABLE';
  readonly retryable = true;

  constructor(cause: unknown) {
    super(`The database is not available: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = 'StorageUnavailableError';
  }
}

/** The server is too old, or set up so that it would lose what it has acknowledged. */
export class UnsafeDatabaseError extends Error {
  readonly code = 'UNSAFE_DATABASE';

  constructor(message: string) {
    super(message);
    this.name = 'UnsafeDatabaseError';
  }
}

/** The connection on which a transaction was begun is gone, and the transaction with it. */
export class TransactionLostError extends Error {
  readonly code = '08006';

  constructor() {
    super('The connection was lost in the middle of a transaction');
    this.name = 'TransactionLostError';
  }
}

// Classes 08 (connection), 53 (resources) and 57P (operator) of Postgres, idle-in-transaction (25P03), and Node's own.
const lostCodes =
  /^(08...|53...|57P0[1-5]|25P03|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
const lostMessages =
  /connection terminated|connection error|not queryable|timeout (exceeded )?when trying to connect|query read timeout/i;

// Serialisation, deadlock, lock and statement time-outs: nothing has happened, the same may be tried again.
const transientCodes = new Set(['40001', '40P01', '55P03', '57014']);

export function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

/** The connection is gone, or was never there: whether the statement took effect is unknown. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return lostCodes.test(codeOf(error)) || lostMessages.test(error.message);
}

/** The server refused to go on for now and undid the transaction. */
export function isTransient(error: unknown): boolean {
  return transientCodes.has(codeOf(error));
}

/** The name of the unique constraint that was violated; `null` if it was something else. */
export function violatedKey(error: unknown): string | null {
  if (codeOf(error) !== '23505' || !(error instanceof Error) || !('constraint' in error)) return null;
  return typeof error.constraint === 'string' ? error.constraint : null;
}

/** An append met a row at its place, or a run that is closed. */
export function isLateAppend(error: unknown): boolean {
  if (violatedKey(error) === 'history_pkey') return true;
  return codeOf(error) === '23502' && error instanceof Error && 'table' in error && error.table === 'history';
}
