import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { prepareRelease, publishRelease } from '../release-approval/activities.ts';
import { contextOf, ownDirectory } from './context.ts';

it('notes are written from the changes, breaking ones first', async () => {
  const changes = ['fix: a', 'feat!: b', 'feat: c'];
  const release = await prepareRelease.handler({ version: '2.0.0', changes }, contextOf());
  expect(release).toEqual({
    version: '2.0.0',
    breaking: true,
    notes: '# 2.0.0\n\n## Breaking\n\n- feat!: b\n\n## Changes\n\n- fix: a\n- feat: c\n',
  });
});

it('published notes say who approved them, and no version leads out of the store', async () => {
  const directory = await ownDirectory();
  const release = { version: '2.0.0', notes: '# 2.0.0\n', approvedBy: 'person:ana' };
  expect(await publishRelease.handler(release, contextOf())).toEqual({ file: 'release-2.0.0.md' });
  const text = await readFile(join(directory, 'store', 'release-2.0.0.md'), 'utf8');
  expect(text).toContain('Approved by person:ana');
  const evil = { ...release, version: '../../x' };
  await expect(publishRelease.handler(evil, contextOf())).rejects.toMatchObject({ name: 'BadFileName' });
});
