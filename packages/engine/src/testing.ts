// For tests and the simulation: the truth behind the memory storage.
export { memoryStorageOf, newMemoryState } from './memory/create-memory-storage.ts';
export type {
  MemoryActivity,
  MemoryHumanTask,
  MemoryRun,
  MemorySession,
  MemoryState,
} from './memory/state.ts';
