import type { CommonOptions } from './settings.ts';
import { settingsOf } from './settings.ts';
import { noPeers } from './lease/host-peers.ts';
import { nodeMachine } from './machine.ts';
import { claimedTokens } from './remote/attempt-tokens.ts';
import { connect } from './remote/connection.ts';
import { remoteStorage } from './remote/remote-storage.ts';
import { workerOf, type Worker } from './worker.ts';

export interface RemoteWorkerOptions extends Omit<CommonOptions, 'workflows' | 'designs' | 'limits'> {
  /** Where the studio is, e.g. `https://baton.example.com`. */
  readonly url: string;
  /** With the scope `workers:run`. */
  readonly apiKey: string;
}

/**
 * A worker that needs no database: it takes activities and hosts sessions over HTTP, with the guarantees of any other worker. Runs are
 * decided by workers that reach the database.
 *
 * Ready to `run()`. If the connection stalls for longer than the lease, its attempts go to others and its sessions fail, and nothing that it
 * does then counts; it begins anew when the server can be reached again.
 * @throws {ValidationError} which names the option; {TypeError} for a url that is none. `run()` rejects with a {WorkerRefusedError} if the
 * server will not have it, e.g. for its key.
 */
export function createRemoteWorker(options: RemoteWorkerOptions): Worker {
  const tokens = claimedTokens();
  const machine = nodeMachine;
  const storage = remoteStorage({ connection: connect(options.url, options.apiKey), machine, tokens });
  return workerOf(settingsOf(options, { storage, engine: null, tokens, peers: noPeers, machine }));
}
