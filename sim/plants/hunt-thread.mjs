// A thread begins without the loader of its process.
import { register } from 'tsx/esm/api';

register();
await import('./hunt-thread.ts');
