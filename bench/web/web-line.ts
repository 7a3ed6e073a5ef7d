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
  /** What the server's memory grew by. */
  readonly extraRssMb: number;
  readonly load: number;
  readonly machine: string;
}
