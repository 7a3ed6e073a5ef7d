/** What `npm run bench -- web` prints for each thing that it measures. */
export interface WebLine {
  readonly engine: 'baton';
  readonly workload: 'web-queries' | 'web-signals' | 'web-live';
  /** Calls at a time, or subscribers. */
  readonly inFlight: number;
  /** Calls, or events delivered, a second. */
  readonly perS: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU of the server's process for each call or delivered event. */
  readonly serverCpuMs: number;
  /** CPU of the process that calls and listens, likewise: it is on the same machine. */
  readonly loadCpuMs: number;
  /** What the server's process sent to the database, likewise; with what it asks by itself. */
  readonly statements: number;
  /** What the server's memory grew by. */
  readonly extraRssMb: number;
  readonly load: number;
  readonly machine: string;
}
