// The workloads as one writes them with DBOS Transact (see its README): workflows of steps, messages, durable sleep, a queue for work elsewhere.
import { tell } from '../moments.ts';
import { RESULT, SLEEP_MS, stepsOf } from '../names.ts';
import type { Dbos, PeerWorkflow } from './dbos-library.ts';

export const TOPIC = 'go';
export const PEER_QUEUE = 'elsewhere';

const step = async (): Promise<string> => RESULT;

/** The workflow of this name; its input is its id. */
export function peerWorkflow(dbos: Dbos, name: string): PeerWorkflow<string> {
  const noop = (): Promise<string> => dbos.runStep(step, { name: 'noop' });
  const saying = (id: string, moment: 'slept' | 'goes on') =>
    dbos.runStep(async () => tell(id, moment), { name: moment });
  // Work for another process is a workflow on a queue that only the other process listens to.
  const away = dbos.registerWorkflow(noop, { name: 'away' });
  const shapes: Readonly<Record<string, PeerWorkflow<string>>> = {
    W: async () => {
      for (let i = 0; i < stepsOf(name); i++) await noop();
    },
    WF: () => Promise.all(Array.from({ length: stepsOf(name) }, noop)),
    WS: async (id) => {
      await saying(id, 'slept');
      await dbos.sleep(SLEEP_MS);
      await saying(id, 'goes on');
    },
    WH: async (id) => {
      tell(id, 'waits');
      await dbos.recv(TOPIC);
      await saying(id, 'goes on');
    },
    WD: async () => {
      for (let i = 0; i < stepsOf(name); i++) {
        const handle = await dbos.startWorkflow(away, { queueName: PEER_QUEUE })('');
        await handle.getResult();
      }
    },
  };
  const shape = shapes[name.replace(/\d+$/, '')];
  if (shape === undefined) throw new Error(`${name} is not measured with DBOS`);
  return dbos.registerWorkflow(shape, { name });
}
