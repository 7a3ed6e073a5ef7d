import { describe, expect, it } from 'vitest';
import { makeEndBatch } from '../src/activities/end-batch.ts';
import type { Database } from '../src/connection/database.ts';
import { StorageUnavailableError } from '../src/connection/errors.ts';

interface Row {
  readonly place: number;
}

/** A database that answers each statement when it is told to; what it was sent, by the activity ids of each statement. */
function slow(refuses: (ids: string) => Error | null = () => null) {
  const sent: string[] = [];
  let answer: (() => void)[] = [];
  const database: Pick<Database, 'run'> = {
    async run<R>(_name: string, values: readonly unknown[]): Promise<readonly R[]> {
      const ids = String(values[2]);
      sent.push(ids);
      await new Promise<void>((resolve) => answer.push(resolve));
      const error = refuses(ids);
      if (error !== null) throw error;
      return ids.split(',').map((_, at) => ({ place: at + 1 })) as R[];
    },
  };
  const answerAll = async (): Promise<void> => {
    for (let round = 0; round < 20; round++) {
      const waiting = answer;
      answer = [];
      for (const go of waiting) go();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { database: database as Database, sent, answerAll };
}

function ending(batch: ReturnType<typeof makeEndBatch<Row>>, id: string): Promise<Row | null> {
  const values = [
    0,
    'run',
    id,
    1,
    null,
    'completed',
    'activityCompleted',
    '{',
    null,
    null,
    false,
    false,
    null,
  ];
  return new Promise((resolve, reject) => batch({ key: id, values, resolve, reject }));
}

describe('ends of activities', () => {
  it('go together: the first ones at once, what comes meanwhile when they are back', async () => {
    const { database, sent, answerAll } = slow();
    const batch = makeEndBatch<Row>(database);
    const first = ['b', 'a'].map((id) => ending(batch, id));
    await new Promise((resolve) => setImmediate(resolve));
    const second = ['d', 'c'].map((id) => ending(batch, id));
    await answerAll();
    await Promise.all([...first, ...second]);
    expect(sent).toEqual(['{"a","b"}', '{"c","d"}']);
  });

  it('never name an activity twice in one statement', async () => {
    const { database, sent, answerAll } = slow();
    const batch = makeEndBatch<Row>(database);
    const ends = ['a', 'a', 'b', 'a'].map((id) => ending(batch, id));
    await answerAll();
    await Promise.all(ends);
    expect(sent).toEqual(['{"a","b"}', '{"a"}', '{"a"}']);
  });

  it('are tried one by one if the database refuses what one of them says', async () => {
    const { database, sent, answerAll } = slow((ids) =>
      ids.includes('bad') ? new Error('no such text') : null,
    );
    const batch = makeEndBatch<Row>(database);
    const ends = Promise.allSettled(['a', 'bad', 'c'].map((id) => ending(batch, id)));
    await answerAll();
    expect((await ends).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(sent).toEqual(['{"a","bad","c"}', '{"a"}', '{"bad"}', '{"c"}']);
  });

  it('all fail when the database is away: whoever told them tells them again', async () => {
    const away = new StorageUnavailableError('away');
    const { database, sent, answerAll } = slow(() => away);
    const batch = makeEndBatch<Row>(database);
    const ends = Promise.allSettled(['a', 'b'].map((id) => ending(batch, id)));
    await answerAll();
    expect(await ends).toMatchObject([{ reason: away }, { reason: away }]);
    expect(sent).toHaveLength(1);
  });
});
