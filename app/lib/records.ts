// The engine's records as the server hands them out.
import type { WorkerDetail } from '../../server/views/admin.ts';

export type WorkerRecord = WorkerDetail['worker'];
/** With why it waits. */
export type SessionRecord = WorkerDetail['sessions'][number];
