// For the simulation: a worker on a machine that is not this one.
export type { HostPeers } from './lease/host-peers.ts';
export type { Machine } from './machine.ts';
export { settingsOf } from './settings.ts';
export { workerOf } from './worker.ts';
